/* Streams QR scans into a store and answers a question in between: a scan is a line
 * `PERSON,PLACE,TIME,in|out` on the standard input, or without any the few that stand below.
 *
 *   cc stream.c $(pkg-config --cflags --libs truyvet) -o stream && ./stream some-folder < scans.csv
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

/* What is known now of whom An has exposed; the snapshot sees every scan that is committed. */
static void answer(tv_store *store) {
  tv_snapshot *snapshot = NULL;
  tv_trace *trace = NULL;
  tv_limits limits;
  uint64_t count = 0;
  const char *question =
      "cases = [{ person = \"An\", infectious = { start = 0, end = \"inf\" } }]\n"
      "min_overlap = \"5m\"\n";
  memset(&limits, 0, sizeof limits);
  limits.struct_size = sizeof limits;
  limits.time_ms = 1000; /* a screen waits for it */
  must(tv_store_snapshot(store, &snapshot, &error));
  tv_status status = tv_trace_text(snapshot, question, TV_NUL, NULL, 0, &limits, &trace, &error);
  if (status == TV_QUESTION) { /* nobody has met An yet */
    printf("not yet: %s\n", tv_error_message(error, NULL));
    tv_error_free(error);
    error = NULL;
  } else {
    must(status);
    must(tv_trace_count(trace, &count, &error));
    printf("%llu exposed\n", (unsigned long long)count);
  }
  tv_trace_free(trace);
  tv_snapshot_free(snapshot);
}

/* A check-in is an open visit; its check-out, when it comes, closes the visit that began last. */
static void scan(tv_writer *writer, const char *person, const char *place, int64_t time, int out) {
  static struct { char person[64], place[64]; int64_t since; } inside[1024];
  static size_t count = 0;
  size_t at = 0;
  while (at < count && (strcmp(inside[at].person, person) || strcmp(inside[at].place, place))) at++;
  if (!out) {
    must(tv_writer_visit(writer, person, TV_NUL, place, TV_NUL, time, TV_OPEN, &error));
    if (at == sizeof inside / sizeof *inside) return;
    snprintf(inside[at].person, sizeof inside[at].person, "%s", person);
    snprintf(inside[at].place, sizeof inside[at].place, "%s", place);
    inside[at].since = time;
    if (at == count) count++;
  } else if (at < count) {
    must(tv_writer_visit(writer, person, TV_NUL, place, TV_NUL, inside[at].since, time, &error));
  }
}

int main(int argc, char **argv) {
  const char *few[] = {"An,canteen,1000,in", "Ba,canteen,1200,in", "An,canteen,1300,out",
                       "Chi,bus,1400,in",    "An,bus,1500,in",     "An,bus,2500,out"};
  char path[1024], line[512], person[64], place[64], what[8];
  long long time = 0;
  unsigned lines = 0, own = 0;
  snprintf(path, sizeof path, "%s/stream.tv", argc > 1 ? argv[1] : ".");

  tv_store *store = NULL;
  tv_writer *writer = NULL;
  tv_writer_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.group_records = 2; /* thousands, for real streams: one sync of the disk for all of them */
  options.group_ms = 200;
  must(tv_store_create(path, TV_NUL, NULL, &store, &error));
  must(tv_store_writer(store, &options, &writer, &error));
  for (;; lines++) {
    if (own || !fgets(line, sizeof line, stdin)) {
      own |= lines == 0; /* there is no input at all */
      if (!own || lines >= sizeof few / sizeof *few) break;
      snprintf(line, sizeof line, "%s", few[lines]);
    }
    if (sscanf(line, "%63[^,],%63[^,],%lld,%7s", person, place, &time, what) != 4) {
      fprintf(stderr, "no scan: %s\n", line);
      continue;
    }
    scan(writer, person, place, time, strcmp(what, "out") == 0);
    if (tv_writer_commit_if_due(writer, NULL, &error) == TV_OK) answer(store);
  }
  must(tv_writer_commit(writer, NULL, &error));
  answer(store);
  tv_writer_free(writer);
  tv_store_free(store);
  return 0;
}
