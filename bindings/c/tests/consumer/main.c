/* The least that uses the library: is it the one that the header belongs to? */

#include <stdio.h>
#include <truyvet.h>

int main(int argc, char **argv) {
  tv_store *store = NULL;
  tv_error *error = NULL;
  if (argc < 2 || tv_abi_version() != TV_ABI_VERSION) return 1;
  if (tv_store_open(argv[1], TV_NUL, NULL, &store, &error) != TV_NOT_A_STORE) return 2;
  printf("truyvet %s: %s\n", tv_version(), tv_error_message(error, NULL));
  return tv_error_free(error) == TV_OK ? 0 : 3;
}
