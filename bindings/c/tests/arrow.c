/* Rows out and records in as streams of Arrow batches. argv[1] is a folder. */

#include "check.h"

static tv_error *error = NULL;

static tv_store *province(const char *path, tv_writer **writer) {
  tv_store *store = NULL;
  OK(tv_store_create(T(path), NULL, &store, &error));
  OK(tv_store_writer(store, NULL, writer, &error));
  return store;
}

/* Rows out as Arrow batches, and in again as contacts: what is exported can be imported. */
static void arrow(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = province(below(folder, "arrow"), &writer);
  tv_snapshot *snapshot = NULL;
  tv_trace *trace = NULL;
  struct ArrowArrayStream stream, again;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  int64_t rows = 0;
  char person[64];
  for (int i = 0; i < 10000; i++) {
    snprintf(person, sizeof person, "p%05d", i);
    OK(tv_writer_visit(writer, T(person), T("stadium"), 0, 600, &error));
  }
  OK(tv_writer_commit(writer, NULL, &error));
  OK(tv_store_snapshot(store, &snapshot, &error));
  const char *text = "cases = [{ person = \"p00000\", infectious = { start = 0, end = 900 } }]";
  OK(tv_trace_text(snapshot, T(text), NULL, 0, NULL, &trace, &error));
  OK(tv_trace_arrow(trace, TV_BY_LEVEL, &stream, &error));
  OK(tv_trace_arrow(trace, TV_BY_LEVEL, &again, &error));
  tv_trace_free(trace);
  tv_snapshot_free(snapshot);
  CHECK(stream.get_schema(&stream, &schema) == 0);
  CHECK(schema.n_children == 10 && !strcmp(schema.children[0]->name, "person"));
  CHECK(!strcmp(schema.children[6]->name, "overlap_start"));
  CHECK(!strcmp(schema.children[6]->format, "tss:UTC"));
  schema.release(&schema);
  while (stream.get_next(&stream, &batch) == 0 && batch.release) {
    const struct ArrowArray *people = batch.children[0];
    const int32_t *ends_at = (const int32_t *)people->buffers[1] + people->offset;
    const char *names = (const char *)people->buffers[2];
    if (rows == 0) CHECK(!strncmp(names + ends_at[0], "p00001", 6));
    rows += batch.length;
    batch.release(&batch);
  }
  CHECK(rows == 9999);
  stream.release(&stream);
  CHECK(stream.release == NULL);

  /* It has no columns a and b: the message says so, and the stream is released. */
  SIZED(tv_import_report, report);
  report.struct_size = sizeof report;
  EXPECT(TV_IMPORT, tv_writer_arrow(writer, T("contacts"), &again, &report, &error));
  CHECK(again.release == NULL);
  EXPECT(TV_IMPORT, tv_writer_arrow(writer, T("contacts"), &again, &report, &error));
  EXPECT(TV_ARGUMENT, tv_writer_arrow(writer, T("contacts"), NULL, &report, &error));
  tv_writer_free(writer);
  tv_store_free(store);
}

/* A stream of one batch of visits, made by hand as any producer would. */
static const char *const PEOPLE = "AnBaChi", *const PLACES = "busbusbus";
static const int32_t PERSON_ENDS[] = {0, 2, 4, 7}, PLACE_ENDS[] = {0, 3, 6, 9};
static const int64_t STARTS[] = {0, 100, 200}, STOPS[] = {600, 700, 0};
static const uint8_t KNOWN[] = {3}; /* the last visit is open */

static void forget_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void forget_array(struct ArrowArray *array) { array->release = NULL; }

static int visits_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
  static struct ArrowSchema fields[4], *children[4];
  static const char *const names[] = {"person", "place", "start", "end"};
  (void)stream;
  for (int i = 0; i < 4; i++) {
    memset(&fields[i], 0, sizeof fields[i]);
    fields[i].format = i < 2 ? "u" : "l";
    fields[i].name = names[i];
    fields[i].flags = ARROW_FLAG_NULLABLE;
    fields[i].release = forget_schema;
    children[i] = &fields[i];
  }
  memset(out, 0, sizeof *out);
  out->format = "+s";
  out->name = "";
  out->n_children = 4;
  out->children = children;
  out->release = forget_schema;
  return 0;
}

static int visits_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
  static struct ArrowArray columns[4], *children[4];
  static const void *buffers[4][3], *none[1];
  int *given = (int *)stream->private_data;
  memset(out, 0, sizeof *out);
  if ((*given)++) return 0;
  for (int i = 0; i < 4; i++) {
    memset(&columns[i], 0, sizeof columns[i]);
    buffers[i][0] = i == 3 ? KNOWN : NULL;
    buffers[i][1] = i == 0 ? (const void *)PERSON_ENDS : i == 1 ? (const void *)PLACE_ENDS
                    : i == 2 ? (const void *)STARTS : (const void *)STOPS;
    buffers[i][2] = i == 0 ? PEOPLE : PLACES;
    columns[i].length = 3;
    columns[i].null_count = i == 3;
    columns[i].n_buffers = i < 2 ? 3 : 2;
    columns[i].buffers = buffers[i];
    columns[i].release = forget_array;
    children[i] = &columns[i];
  }
  out->length = 3;
  out->n_buffers = 1;
  out->buffers = none;
  out->n_children = 4;
  out->children = children;
  out->release = forget_array;
  return 0;
}

static const char *visits_error(struct ArrowArrayStream *stream) {
  (void)stream;
  return NULL;
}

static int fails(struct ArrowArrayStream *stream, struct ArrowArray *out) {
  (void)stream;
  (void)out;
  return 5;
}

static const char *says_why(struct ArrowArrayStream *stream) {
  (void)stream;
  return "the pipe broke";
}

static void visits_release(struct ArrowArrayStream *stream) { stream->release = NULL; }

static void arrow_in(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = province(below(folder, "arrow-in"), &writer);
  struct ArrowArrayStream stream;
  SIZED(tv_import_report, report);
  SIZED(tv_commit, commit);
  int given = 0;
  stream.get_schema = visits_schema;
  stream.get_next = visits_next;
  stream.get_last_error = visits_error;
  stream.release = visits_release;
  stream.private_data = &given;
  report.struct_size = sizeof report;
  commit.struct_size = sizeof commit;
  OK(tv_writer_arrow(writer, T("visits"), &stream, &report, &error));
  CHECK(report.rows_read == 3 && report.rows_taken == 3 && stream.release == NULL);
  OK(tv_writer_publish(writer, &commit, &error));
  CHECK(commit.visits_added == 3 && commit.people_added == 3 && commit.places_added == 1);
  /* Streams that fail, with a word or without, or were never set. */
  stream.get_schema = visits_schema;
  stream.get_last_error = visits_error;
  stream.get_next = fails;
  stream.release = visits_release;
  EXPECT(TV_IMPORT, tv_writer_arrow(writer, T("visits"), &stream, &report, &error));
  CHECK(stream.release == NULL);
  stream.get_schema = visits_schema;
  stream.get_next = fails;
  stream.get_last_error = says_why;
  stream.release = visits_release;
  CHECK(tv_writer_arrow(writer, T("visits"), &stream, &report, &error) == TV_IMPORT);
  CHECK(strstr(tv_error_message(error, NULL), "the pipe broke") != NULL);
  tv_error_free(error);
  error = NULL;
  memset(&stream, 0, sizeof stream);
  EXPECT(TV_IMPORT, tv_writer_arrow(writer, T("visits"), &stream, &report, &error));
  tv_writer_free(writer);
  tv_store_free(store);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  arrow(argv[1]);
  arrow_in(argv[1]);
  return ends();
}
