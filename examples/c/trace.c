/* Loads records, asks whom a case exposed, and prints rows and the chain to one of them.
 *
 *   cc trace.c $(pkg-config --cflags --libs truyvet) -o trace && ./trace some-folder
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <truyvet.h>

static tv_error *error = NULL;

static void must(tv_status status) {
  if (status <= TV_END) return;
  fprintf(stderr, "%s: %s\n", tv_status_name(status), tv_error_message(error, NULL));
  exit(EXIT_FAILURE);
}

int main(int argc, char **argv) {
  const int64_t day = 86400, may_8 = 1620432000; /* 2021-05-08, UTC */
  char path[1024];
  snprintf(path, sizeof path, "%s/example.tv", argc > 1 ? argv[1] : ".");

  tv_store *store = NULL;
  tv_writer *writer = NULL;
  must(tv_store_create(path, TV_NUL, NULL, &store, &error));
  must(tv_store_writer(store, NULL, &writer, &error));
  must(tv_writer_visit(writer, "An", TV_NUL, "canteen", TV_NUL, may_8, may_8 + 2400, &error));
  must(tv_writer_visit(writer, "Binh", TV_NUL, "canteen", TV_NUL, may_8 + 1200, TV_OPEN, &error));
  must(tv_writer_contact(writer, "Binh", TV_NUL, "Chi", TV_NUL, may_8 + 3 * day,
                         may_8 + 3 * day + 1800, &error));
  must(tv_writer_commit(writer, NULL, &error));

  tv_snapshot *snapshot = NULL;
  must(tv_store_snapshot(store, &snapshot, &error));
  tv_during an = {{"An", 2}, may_8 - 2 * day, may_8 + 2 * day};
  tv_question question;
  question.struct_size = sizeof question;
  tv_question_init(&question);
  question.cases = &an;
  question.case_count = 1;
  question.min_overlap_s = 15 * 60;
  question.latent_s = 2 * day;

  tv_trace *trace = NULL;
  tv_rows *rows = NULL;
  tv_row row;
  row.struct_size = sizeof row;
  must(tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  must(tv_trace_rows(trace, TV_BY_LEVEL, &rows, &error));
  while (tv_rows_next(rows, &row, &error) == TV_OK)
    printf("F%u %s by %s at %s\n", row.level, row.person.data, row.infector.data,
           row.place.data ? row.place.data : "a direct contact");

  tv_chain *chain = NULL;
  tv_event event;
  event.struct_size = sizeof event;
  must(tv_trace_chain(trace, "Chi", TV_NUL, &chain, &error));
  while (tv_chain_next(chain, &event, &error) == TV_OK)
    printf("%s -> %s\n", event.infector.data, event.exposed.data);

  tv_chain_free(chain);
  tv_rows_free(rows);
  tv_trace_free(trace);
  tv_snapshot_free(snapshot);
  tv_writer_free(writer);
  tv_store_free(store);
  return 0;
}
