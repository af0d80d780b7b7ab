/* Every status, and handles that stand for nothing. argv[1] is a folder, argv[2] the header, whose
 * statuses are compared with those that came about; with an argv[3], what takes long is left out. */

#include "check.h"

#include <sys/stat.h>

static tv_error *error = NULL;

/* A store with a few records, and its writer. */
static tv_store *fresh(const char *path, tv_writer **writer) {
  tv_store *store = NULL;
  OK(tv_store_create(T(path), NULL, &store, &error));
  OK(tv_store_writer(store, NULL, writer, &error));
  OK(tv_writer_visit(*writer, T("An"), T("canteen"), 1000, 4600, &error));
  OK(tv_writer_visit(*writer, T("B\303\254nh"), T("canteen"), 2000, TV_OPEN, &error));
  OK(tv_writer_commit(*writer, NULL, &error));
  return store;
}

static void handles(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = fresh(below(folder, "handles"), &writer);
  tv_snapshot *snapshot = NULL;
  tv_trace *trace = NULL;
  tv_rows *rows = NULL;
  uint64_t count = 0;
  EXPECT(TV_HANDLE, tv_store_snapshot(NULL, &snapshot, &error));
  EXPECT(TV_HANDLE, tv_store_snapshot((tv_store *)(void *)writer, &snapshot, &error));
  EXPECT(TV_HANDLE, tv_writer_commit((tv_writer *)(void *)store, NULL, &error));
  EXPECT(TV_HANDLE, tv_trace_count((tv_trace *)(void *)"made up", &count, &error));
  EXPECT(TV_HANDLE, tv_trace_rows(trace, TV_BY_LEVEL, &rows, &error));
  CHECK(snapshot == NULL && rows == NULL);
  OK(tv_store_snapshot(store, &snapshot, &error));
  /* A snapshot goes on without its store. */
  CHECK(tv_store_free(store) == TV_OK);
  CHECK(tv_store_free(store) == TV_HANDLE);
  CHECK(tv_store_free((tv_store *)(void *)snapshot) == TV_HANDLE);
  EXPECT(TV_HANDLE, tv_store_snapshot(store, &snapshot, &error));
  CHECK(snapshot == NULL);
  CHECK(tv_store_free(NULL) == TV_OK && tv_error_free(NULL) == TV_OK);
  CHECK(tv_writer_free(writer) == TV_OK);
  EXPECT(TV_HANDLE, tv_writer_visit(writer, T("An"), T("canteen"), 1, 2, &error));
  CHECK(tv_error_message(NULL, NULL) == NULL);
  CHECK(tv_error_status((tv_error *)(void *)writer) == TV_HANDLE);
  CHECK(tv_chain_count(NULL) == 0 && tv_cancel_stop(NULL) == TV_HANDLE);
}

static void arguments(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = fresh(below(folder, "arguments"), &writer);
  tv_commit commit;
  memset(&commit, 0, sizeof commit);
  tv_snapshot *snapshot = NULL;
  EXPECT(TV_ARGUMENT, tv_store_snapshot(store, NULL, &error));
  EXPECT(TV_ARGUMENT, tv_writer_visit(writer, NULL, 0, T("canteen"), 1, 2, &error));
  EXPECT(TV_ARGUMENT, tv_writer_visit(writer, NULL, 5, T("canteen"), 1, 2, &error));
  EXPECT(TV_ARGUMENT, tv_writer_visit(writer, "\377", 1, T("canteen"), 1, 2, &error));
  EXPECT(TV_ARGUMENT, tv_writer_commit(writer, &commit, &error));
  commit.struct_size = SIZE_MAX;
  EXPECT(TV_ARGUMENT, tv_writer_commit(writer, &commit, &error));
  EXPECT(TV_ARGUMENT, tv_writer_visits(writer, NULL, 3, NULL, &error));
  EXPECT(TV_ARGUMENT, tv_writer_place(writer, T("canteen"), NULL, &error));
  /* Without a place for the error the status is all there is. */
  CHECK(tv_writer_visit(writer, NULL, 0, NULL, 0, 1, 2, NULL) == TV_ARGUMENT);
  CHECK(tv_store_snapshot(store, &snapshot, NULL) == TV_OK);
  CHECK(tv_question_init(NULL) == TV_ARGUMENT);
  CHECK(strcmp(tv_status_name(TV_LOCKED), "TV_LOCKED") == 0 && tv_status_name(99) == NULL);
  CHECK(tv_abi_version() == TV_ABI_VERSION && strlen(tv_version()) >= 5);
  tv_snapshot_free(snapshot);
  tv_writer_free(writer);
  tv_store_free(store);
}

static void errors_name_their_place(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = fresh(below(folder, "names"), &writer);
  size_t len = 0;
  CHECK(tv_writer_visit(writer, T("An"), T("canteen"), 60, 0, &error) == TV_VALUE);
  CHECK(strcmp(tv_error_field(error, &len), "end") == 0 && len == 3);
  CHECK(tv_error_file(error, &len) == NULL && len == 0);
  CHECK(tv_error_line(error) == 0);
  tv_error_free(error);
  error = NULL;
  EXPECT(TV_IMPORT, tv_writer_line(writer, T("visit,An"), &error));
  const char *csv = below(folder, "bad.csv");
  write_file(csv, "person,place,start,end\nAn,canteen,0,60\nAn,canteen,noon,60\n");
  tv_import_file file = {text_of("visits"), text_of(csv)};
  CHECK(tv_writer_import(writer, &file, 1, NULL, NULL, &error) == TV_IMPORT);
  CHECK(strcmp(tv_error_file(error, NULL), csv) == 0);
  CHECK(strcmp(tv_error_field(error, NULL), "start") == 0);
  CHECK(tv_error_line(error) == 3);
  tv_error_free(error);
  error = NULL;
  /* Half of a file is never committed. */
  EXPECT(TV_IMPORT, tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  tv_store_free(store);
}

static void values(const char *folder, int all) {
  tv_writer *writer = NULL;
  tv_store *store = fresh(below(folder, "values"), &writer);
  tv_snapshot *snapshot = NULL;
  uint32_t known = 7;
  EXPECT(TV_VALUE, tv_writer_visit(writer, T(""), T("canteen"), 1, 2, &error));
  EXPECT(TV_VALUE, tv_writer_visit(writer, T("An"), T("canteen"), INT64_MAX - 1, TV_OPEN, &error));
  EXPECT(TV_VALUE, tv_writer_contact(writer, T("An"), T("An"), 1, 2, &error));
  EXPECT(TV_UNKNOWN, tv_writer_retract_visit(writer, T("Nobody"), T("canteen"), 1, &error));
  EXPECT(TV_UNKNOWN, tv_writer_erase(writer, T("Nobody"), NULL, &error));
  EXPECT(TV_NOT_KEPT, tv_store_snapshot_as_of(store, 77, &snapshot, &error));
  OK(tv_store_snapshot(store, &snapshot, &error));
  OK(tv_snapshot_knows(snapshot, T("B\303\254nh"), &known, &error));
  CHECK(known == 1);
  OK(tv_snapshot_knows(snapshot, T("Nobody"), &known, &error));
  CHECK(known == 0);
  /* One source more than a store can tell apart. */
  tv_status status = TV_OK;
  for (int i = 0; all && i < 70000 && status == TV_OK; i++) {
    char name[32];
    snprintf(name, sizeof name, "qr:%d", i);
    tv_error_free(error);
    status = tv_writer_source(writer, T(name), &error);
    if (status == TV_OK) status = tv_writer_visit(writer, T("An"), T("canteen"), i, i + 1, &error);
  }
  EXPECT(all ? TV_LIMIT : TV_OK, status);
  tv_snapshot_free(snapshot);
  tv_writer_free(writer);
  tv_store_free(store);
}

static void folders(const char *folder) {
  tv_writer *writer = NULL, *second = NULL;
  tv_store *other = NULL;
  const char *path = below(folder, "folders");
  tv_store *store = fresh(path, &writer);
  EXPECT(TV_EXISTS, tv_store_create(T(path), NULL, &other, &error));
  EXPECT(TV_NOT_A_STORE, tv_store_open(T(below(folder, "nothing")), NULL, &other, &error));
  EXPECT(TV_LOCKED, tv_store_writer(store, NULL, &second, &error));
  write_file(below(folder, "plain"), "a file");
  EXPECT(TV_IO, tv_store_create(T(below(folder, "plain/store")), NULL, &other, &error));
  SIZED(tv_open_options, narrow);
  narrow.struct_size = sizeof narrow;
  narrow.tracing_only = 1;
  tv_writer_free(writer);
  OK(tv_store_open(T(path), &narrow, &other, &error));
  EXPECT(TV_TRACING_ONLY, tv_store_writer(other, NULL, &second, &error));
  tv_store_free(other);
  tv_store_free(store);

  SIZED(tv_create_options, secret);
  secret.struct_size = sizeof secret;
  secret.keys = text_of("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
  OK(tv_store_create(T(below(folder, "secret")), &secret, &store, &error));
  tv_store_free(store);
  OK(tv_store_open(T(below(folder, "secret")), NULL, &store, &error));
  OK(tv_store_writer(store, NULL, &writer, &error));
  EXPECT(TV_KEY, tv_writer_visit(writer, T("An"), T("canteen"), 1, 2, &error));
  tv_writer_free(writer);
  tv_store_free(store);
  narrow.tracing_only = 0;
  narrow.keys = text_of("ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
  EXPECT(TV_KEY, tv_store_open(T(below(folder, "secret")), &narrow, &store, &error));
  narrow.keys = secret.keys;
  OK(tv_store_open(T(below(folder, "secret")), &narrow, &store, &error));
  tv_store_free(store);
}

static void poisoned(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = fresh(below(folder, "poisoned"), &writer);
  tv_place place;
  memset(&place, 0, sizeof place);
  place.struct_size = sizeof place;
  place.parent = text_of("line");
  OK(tv_writer_place(writer, T("factory"), &place, &error));
  place.parent = text_of("factory");
  OK(tv_writer_place(writer, T("line"), &place, &error));
  EXPECT(TV_VALUE, tv_writer_commit(writer, NULL, &error));
  EXPECT(TV_POISONED, tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  tv_store_free(store);
}

static void damage(const char *folder) {
  tv_writer *writer = NULL;
  tv_findings *findings = NULL;
  tv_finding finding;
  const char *path = below(folder, "damaged");
  tv_store *store = fresh(path, &writer);
  OK(tv_writer_publish(writer, NULL, &error));
  tv_writer_free(writer);
  tv_store_free(store);
  OK(tv_verify(T(path), NULL, NULL, &findings, &error));
  CHECK(tv_findings_count(findings) == 0);
  tv_findings_free(findings);
  write_file(below(path, "CURRENT"), "manifest-000001 nonsense\n");
  EXPECT(TV_DAMAGED, tv_store_open(T(path), NULL, &store, &error));
  OK(tv_verify(T(path), NULL, NULL, &findings, &error));
  CHECK(tv_findings_count(findings) > 0);
  memset(&finding, 0, sizeof finding);
  finding.struct_size = sizeof finding;
  OK(tv_findings_next(findings, &finding, &error));
  CHECK(finding.file.len > 0 && strlen(finding.what.data) == finding.what.len);
  tv_findings_free(findings);
}

/* The checksum of the header of a log, bit by bit. */
static uint32_t crc32c(const unsigned char *bytes, size_t len) {
  uint32_t crc = ~UINT32_C(0);
  for (size_t i = 0; i < len; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ ((crc & 1) ? UINT32_C(0x82f63b78) : 0);
  }
  return ~crc;
}

static void other_version(const char *folder) {
  /* magic 4, version 4, after 8, reserved 4, crc 4: docs/file-format.md. */
  unsigned char header[24];
  tv_writer *writer = NULL;
  tv_snapshot *snapshot = NULL;
  const char *path = below(folder, "version");
  tv_store *store = fresh(path, &writer);
  tv_writer_free(writer);
  tv_store_free(store);
  const char *log = below(path, "log-000000");
  CHECK(chmod(log, 0600) == 0);
  FILE *file = fopen(log, "r+b");
  CHECK(file != NULL);
  if (!file) return;
  CHECK(fread(header, 1, sizeof header, file) == sizeof header);
  header[4] = 99;
  memset(header + 20, 0, 4);
  uint32_t crc = crc32c(header, sizeof header);
  for (int i = 0; i < 4; i++) header[20 + i] = (unsigned char)(crc >> (8 * i));
  rewind(file);
  CHECK(fwrite(header, 1, sizeof header, file) == sizeof header);
  fclose(file);
  tv_status status = tv_store_open(T(path), NULL, &store, &error);
  if (status == TV_OK) status = tv_store_snapshot(store, &snapshot, &error);
  EXPECT(TV_VERSION, status);
  tv_store_free(store);
}

static int stop_at_once(const tv_progress *progress, void *user) {
  (*(int *)user)++;
  return progress->struct_size != sizeof *progress ? 0 : 1;
}

static void questions(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = fresh(below(folder, "questions"), &writer);
  tv_snapshot *snapshot = NULL;
  tv_trace *trace = NULL;
  tv_cancel *cancel = NULL;
  tv_question question;
  tv_limits limits;
  memset(&question, 0, sizeof question);
  memset(&limits, 0, sizeof limits);
  OK(tv_store_snapshot(store, &snapshot, &error));
  question.struct_size = sizeof question;
  CHECK(tv_question_init(&question) == TV_OK && question.hops == 3);
  EXPECT(TV_QUESTION, tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  tv_during who = during("An", 0, TV_FOREVER);
  question.cases = &who;
  question.case_count = 1;
  limits.struct_size = sizeof limits;
  limits.max_rows = 1;
  OK(tv_trace_forward(snapshot, &question, &limits, &trace, &error));
  tv_trace_free(trace);
  OK(tv_writer_contact(writer, T("An"), T("Chi"), 5000, 5100, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  tv_snapshot_free(snapshot);
  OK(tv_store_snapshot(store, &snapshot, &error));
  EXPECT(TV_EXCEEDED, tv_trace_forward(snapshot, &question, &limits, &trace, &error));
  CHECK(trace == NULL);
  OK(tv_cancel_new(&cancel, &error));
  limits.max_rows = 0;
  limits.cancel = cancel;
  OK(tv_trace_forward(snapshot, &question, &limits, &trace, &error));
  tv_trace_free(trace);
  CHECK(tv_cancel_stop(cancel) == TV_OK);
  EXPECT(TV_CANCELLED, tv_trace_forward(snapshot, &question, &limits, &trace, &error));
  CHECK(tv_cancel_free(cancel) == TV_OK);
  EXPECT(TV_HANDLE, tv_trace_forward(snapshot, &question, &limits, &trace, &error));
  /* A saved answer that is none. */
  write_file(below(folder, "no.answer"), "nothing of the sort");
  EXPECT(TV_SAVED, tv_store_open_trace(store, T(below(folder, "no.answer")), &trace, &error));
  tv_snapshot_free(snapshot);
  /* A callback that stops an import: the writer goes, and nothing of it is committed. */
  const char *csv = below(folder, "visits.csv");
  write_file(csv, "person,place,start,end\nDung,canteen,0,60\n");
  tv_import_file file = {text_of("visits"), text_of(csv)};
  tv_import_options options;
  int calls = 0;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.progress = stop_at_once;
  options.user = &calls;
  EXPECT(TV_CANCELLED, tv_writer_import(writer, &file, 1, &options, NULL, &error));
  CHECK(calls == 1);
  EXPECT(TV_POISONED, tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  OK(tv_store_writer(store, NULL, &writer, &error));
  tv_writer_free(writer);
  tv_store_free(store);
}

static int use_within(const tv_progress *progress, void *user) {
  static tv_error *error = NULL;
  (void)progress;
  EXPECT(TV_BUSY, tv_writer_visit((tv_writer *)user, T("An"), T("canteen"), 1, 2, &error));
  return 0;
}

/* Of what its own call is using, a callback gets no more than another thread would: threads.c. */
static void busy(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = fresh(below(folder, "busy"), &writer);
  const char *csv = below(folder, "busy.csv");
  write_file(csv, "person,place,start,end\nDung,canteen,0,60\n");
  tv_import_file file = {text_of("visits"), text_of(csv)};
  SIZED(tv_import_options, options);
  options.progress = use_within;
  options.user = writer;
  OK(tv_writer_import(writer, &file, 1, &options, NULL, &error));
  EXPECT(TV_END, tv_writer_commit_if_due(writer, NULL, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  tv_store_free(store);
}

static void defects(const char *folder) {
  tv_writer *writer = NULL;
  tv_snapshot *snapshot = NULL;
  tv_stats stats;
  tv_store *store = fresh(below(folder, "defects"), &writer);
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK(tv_provoke_defect(NULL, &error) == TV_DEFECT);
  CHECK(strstr(tv_error_message(error, NULL), "provoked by tv_provoke_defect") != NULL);
  EXPECT(TV_DEFECT, tv_error_status(error));
  CHECK(tv_provoke_defect(NULL, NULL) == TV_DEFECT);
  EXPECT(TV_HANDLE, tv_provoke_defect((tv_writer *)(void *)store, &error));
  /* A defect in a writer costs that writer, and nothing that was committed. */
  OK(tv_writer_visit(writer, T("Chi"), T("canteen"), 1, 2, &error));
  EXPECT(TV_DEFECT, tv_provoke_defect(writer, &error));
  EXPECT(TV_POISONED, tv_writer_commit(writer, NULL, &error));
  EXPECT(TV_POISONED, tv_provoke_defect(writer, &error));
  CHECK(tv_writer_free(writer) == TV_OK);
  OK(tv_store_writer(store, NULL, &writer, &error));
  OK(tv_store_snapshot(store, &snapshot, &error));
  OK(tv_snapshot_stats(snapshot, &stats, &error));
  CHECK(stats.visits == 2);
  tv_snapshot_free(snapshot);
  tv_writer_free(writer);
  tv_store_free(store);
}

/* The statuses of the header, line by line `TV_NAME = NUMBER,`, are those of the library, and each of
 * them came about. */
static void none_is_missing(const char *header, int all) {
  char line[512], name[64];
  int inside = 0, count = 0, number = 0;
  FILE *file = fopen(header, "r");
  CHECK(file != NULL);
  if (!file) return;
  while (fgets(line, sizeof line, file)) {
    if (!strncmp(line, "enum tv_status", 14)) inside = 1;
    if (!inside || sscanf(line, " %63[A-Z_] = %d,", name, &number) != 2) continue;
    CHECK(number == count++);
    CHECK(tv_status_name(number) && !strcmp(tv_status_name(number), name));
    CHECK(number < 64);
    if (!statuses_seen[number % 64] && (all || number != TV_LIMIT)) {
      fprintf(stderr, "%s was never provoked\n", name);
      CHECK(0);
    }
    /* The line that ends the enum comes after the last of them. */
    if (number == TV_DEFECT) break;
  }
  CHECK(fgets(line, sizeof line, file) && line[0] == '}');
  fclose(file);
  CHECK(count == TV_DEFECT + 1 && tv_status_name(count) == NULL);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  const int all = argc < 4;
  handles(argv[1]);
  arguments(argv[1]);
  errors_name_their_place(argv[1]);
  values(argv[1], all);
  folders(argv[1]);
  poisoned(argv[1]);
  damage(argv[1]);
  other_version(argv[1]);
  questions(argv[1]);
  busy(argv[1]);
  defects(argv[1]);
  none_is_missing(argv[2], all);
  return ends();
}
