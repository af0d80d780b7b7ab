/* What every test program uses: checks that say where they fail, and a folder of its own. */

#ifndef TRUYVET_CHECK_H
#define TRUYVET_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <truyvet.h>

static int checks_failed = 0;
static int checks_done = 0;

/* Which statuses calls came to, where they were expected. */
static unsigned char statuses_seen[64] = {0};

#define CHECK(condition)                                               \
  do {                                                                 \
    checks_done++;                                                     \
    if (!(condition)) {                                                \
      checks_failed++;                                                 \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                  \
  } while (0)

/* Checks that a call came to a status, and that there is an error object exactly if it should be. */
static void check_status(tv_status found, tv_status expected, tv_error **error, const char *file,
                         int line) {
  checks_done++;
  if (found != expected) {
    checks_failed++;
    fprintf(stderr, "%s:%d: expected %s, got %s: %s\n", file, line, tv_status_name(expected),
            tv_status_name(found), *error ? tv_error_message(*error, NULL) : "no error object");
  } else if (found >= 0 && found < 64) {
    statuses_seen[found] = 1;
  }
  if (found > TV_END) {
    size_t len = 0;
    const char *message = tv_error_message(*error, &len);
    if (!message || strlen(message) != len || len == 0 || tv_error_status(*error) != found) {
      checks_failed++;
      fprintf(stderr, "%s:%d: the error object does not fit its status\n", file, line);
    }
  } else if (*error) {
    checks_failed++;
    fprintf(stderr, "%s:%d: an error object after a success\n", file, line);
  }
  tv_error_free(*error);
  *error = NULL;
}

/* The calls give their error to a variable `error` of the function. */
#define EXPECT(status, call) check_status((call), (status), &error, __FILE__, __LINE__)
#define OK(call) EXPECT(TV_OK, call)

static inline int ends(void) {
  printf("%d checks, %d failed\n", checks_done, checks_failed);
  return checks_failed == 0 && checks_done > 0 ? 0 : 1;
}

/* A text with a NUL, as an argument: its address and its length. */
#define T(text) (text), TV_NUL

static inline tv_text text_of(const char *text) {
  tv_text made;
  made.data = text;
  made.len = text ? strlen(text) : 0;
  return made;
}

/* A struct of zeros that says its size. */
#define SIZED(type, name)          \
  type name;                       \
  memset(&name, 0, sizeof name);   \
  name.struct_size = sizeof name

/* A path below the folder of the test, anew. */
static inline const char *below(const char *folder, const char *name) {
  static char paths[8][1024];
  static int next = 0;
  char *path = paths[next++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static inline tv_during during(const char *id, int64_t start, int64_t end) {
  tv_during made;
  made.id = text_of(id);
  made.start = start;
  made.end = end;
  return made;
}

static inline void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL);
  if (file) {
    CHECK(fwrite(text, 1, strlen(text), file) == strlen(text));
    fclose(file);
  }
}

#endif
