/* All of the engine through C: options, arrays, batches, answers, states. argv[1] is a folder. */

#include "check.h"

#include <unistd.h>

static tv_error *error = NULL;

static const int64_t HOUR = 3600;

static tv_store *province(const char *path, tv_writer **writer) {
  tv_store *store = NULL;
  SIZED(tv_create_options, how);
  how.struct_size = sizeof how;
  how.partition_s = 12 * HOUR;
  OK(tv_store_create(T(path), &how, &store, &error));
  OK(tv_store_writer(store, NULL, writer, &error));
  return store;
}

static void records(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = province(below(folder, "records"), &writer);
  tv_visit visits[3];
  tv_contact contacts[1];
  SIZED(tv_commit, commit);
  SIZED(tv_stats, stats);
  tv_snapshot *snapshot = NULL;
  size_t added = 9;
  tv_place place;
  memset(&place, 0, sizeof place);
  place.struct_size = sizeof place;
  place.kind = text_of("canteen");
  place.unit = text_of("24/213/07213");
  place.has_coordinates = 1;
  place.lat = 21.28;
  place.lon = 106.19;
  OK(tv_writer_place(writer, T("canteen"), &place, &error));
  place.lat = 91;
  EXPECT(TV_VALUE, tv_writer_place(writer, T("canteen"), &place, &error));
  OK(tv_writer_source(writer, T("qr:company-12"), &error));
  for (int i = 0; i < 3; i++) {
    visits[i].person = text_of(i == 0 ? "An" : i == 1 ? "B\303\254nh" : "Chi");
    visits[i].place = text_of("canteen");
    visits[i].start = i * 600;
    visits[i].end = i == 2 ? TV_OPEN : HOUR;
  }
  OK(tv_writer_visits(writer, visits, 3, &added, &error));
  CHECK(added == 3);
  visits[1].end = -5;
  EXPECT(TV_VALUE, tv_writer_visits(writer, visits, 3, &added, &error));
  CHECK(added == 1);
  contacts[0].a = text_of("Chi");
  contacts[0].b = text_of("Dung");
  contacts[0].start = 9000;
  contacts[0].end = 9600;
  OK(tv_writer_contacts(writer, contacts, 1, NULL, &error));
  commit.struct_size = sizeof commit;
  OK(tv_writer_publish(writer, &commit, &error));
  CHECK(commit.number == 1 && commit.published && commit.visits_added == 3);
  CHECK(commit.contacts_added == 1 && commit.people_added == 4 && commit.places_added == 1);
  OK(tv_writer_retract_contact(writer, T("Dung"), T("Chi"), 9000, &error));
  OK(tv_writer_retract_visit(writer, T("An"), T("canteen"), 0, &error));
  OK(tv_writer_link(writer, T("Chi"), T("phone:0901"), &error));
  OK(tv_writer_unlink(writer, T("Chi"), T("phone:0901"), &error));
  OK(tv_writer_link_places(writer, T("canteen"), T("qr:77"), &error));
  OK(tv_writer_unlink_places(writer, T("canteen"), T("qr:77"), &error));
  OK(tv_writer_publish(writer, &commit, &error));
  CHECK(commit.visits_retracted == 1 && commit.contacts_retracted == 1);
  OK(tv_writer_compact(writer, &error));
  OK(tv_store_snapshot(store, &snapshot, &error));
  stats.struct_size = sizeof stats;
  OK(tv_snapshot_stats(snapshot, &stats, &error));
  CHECK(stats.visits == 2 && stats.open_visits == 1 && stats.contacts == 0 && stats.bytes > 0);
  CHECK(stats.first == 600 && stats.last == 1200 + HOUR);
  EXPECT(TV_VALUE, tv_writer_retain(writer, INT64_C(99999999999), &commit, &error));
  OK(tv_writer_retain(writer, HOUR, &commit, &error));
  CHECK(commit.records_expired == 1);
  tv_snapshot_free(snapshot);
  tv_writer_free(writer);
  tv_store_free(store);
}

static void group_commits(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = province(below(folder, "group"), &writer);
  SIZED(tv_writer_options, how);
  SIZED(tv_commit, commit);
  tv_writer_free(writer);
  how.struct_size = sizeof how;
  how.group_records = 2;
  how.group_ms = 60000;
  commit.struct_size = sizeof commit;
  OK(tv_store_writer(store, &how, &writer, &error));
  OK(tv_writer_visit(writer, T("An"), T("canteen"), 0, 60, &error));
  EXPECT(TV_END, tv_writer_commit_if_due(writer, &commit, &error));
  OK(tv_writer_visit(writer, T("An"), T("canteen"), 100, 160, &error));
  OK(tv_writer_commit_if_due(writer, &commit, &error));
  CHECK(commit.number == 1 && commit.records == 2);
  tv_writer_free(writer);
  tv_store_free(store);
}

static void states(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = province(below(folder, "states"), &writer);
  tv_snapshot *then = NULL;
  tv_kept kept[4];
  SIZED(tv_erasure, certificate);
  size_t count = 0;
  uint32_t known = 0;
  OK(tv_writer_visit(writer, T("An"), T("canteen"), 0, 60, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  OK(tv_writer_visit(writer, T("Chi"), T("canteen"), 0, 60, &error));
  OK(tv_writer_case(writer, T("An"), 9000, 8000, TV_OPEN, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  OK(tv_store_snapshot_as_of(store, 1, &then, &error));
  OK(tv_snapshot_knows(then, T("Chi"), &known, &error));
  CHECK(known == 0);
  tv_snapshot_free(then);
  OK(tv_store_history(store, kept, 4, &count, &error));
  CHECK(count >= 1 && kept[count - 1].last == 2 && kept[count - 1].time > 0);
  OK(tv_store_history(store, NULL, 0, &count, &error));
  OK(tv_store_snapshot_at(store, kept[0].time + 1, &then, &error));
  tv_snapshot_free(then);
  certificate.struct_size = sizeof certificate;
  OK(tv_writer_erase(writer, T("An"), &certificate, &error));
  CHECK(certificate.ids == 1 && certificate.records == 1 && certificate.due > 0);
  CHECK(certificate.register_rows == 1);
  OK(tv_writer_purge(writer, &error));
  OK(tv_store_snapshot_as_of(store, 1, &then, &error));
  EXPECT(TV_OK, tv_snapshot_knows(then, T("An"), &known, &error));
  CHECK(known == 0);
  tv_snapshot_free(then);
  tv_writer_free(writer);
  tv_store_free(store);
}

static int slow(const tv_progress *progress, void *user) {
  int *calls = (int *)user;
  return progress->elapsed_ms < 100000 ? ((*calls)++, 0) : 1;
}

/* All options of a question at once; what each means is tested by clause in the scenarios. */
static void options(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = province(below(folder, "options"), &writer);
  tv_snapshot *snapshot = NULL;
  tv_trace *trace = NULL, *opened = NULL;
  tv_question question;
  tv_limits limits;
  tv_risk risk;
  uint64_t count = 0, levels[8];
  size_t level_count = 0;
  int calls = 0;
  const char *lines[] = {"place,company,company,,24/213", "place,line1,line,company",
                         "source,qr",   "visit,An,line1,0,4000",
                         "visit,Ba,line1,3000,7000",      "visit,Chi,line1,3600,3900",
                         "source,",    "contact,Ba,Dung,9000,9600",
                         "contact,An,Em,200,300"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    OK(tv_writer_line(writer, T(lines[i]), &error));
  EXPECT(TV_END, tv_writer_line(writer, T("commit"), &error));
  OK(tv_writer_commit(writer, NULL, &error));
  OK(tv_store_snapshot(store, &snapshot, &error));

  memset(&question, 0, sizeof question);
  memset(&limits, 0, sizeof limits);
  memset(&risk, 0, sizeof risk);
  question.struct_size = sizeof question;
  limits.struct_size = sizeof limits;
  risk.struct_size = sizeof risk;
  CHECK(tv_question_init(&question) == TV_OK);
  tv_during cases[] = {during("An", 0, 3000), during("An", 3000, 20000)};
  tv_during isolation[] = {during("Dung", 9500, TV_FOREVER)};
  tv_during closures[] = {during("company", 3950, 4000)};
  tv_lag lags[] = {{text_of("company"), 60}};
  tv_text kinds[] = {text_of("line"), text_of("contact")}, persons[] = {text_of("Em")};
  tv_number rates[] = {{text_of("company"), 0.5}}, shares[] = {{text_of("Ba"), 0.5}};
  question.cases = cases;
  question.case_count = 2;
  question.hops = TV_ALL_HOPS;
  question.min_overlap_s = 400;
  question.until_s = 14 * 24 * HOUR;
  question.has_window = 1;
  question.window_end = 100000;
  question.lags = lags;
  question.lag_count = 1;
  question.min_total_s = 300;
  question.within_s = 24 * HOUR;
  question.isolation = isolation;
  question.isolation_count = 1;
  question.closures = closures;
  question.closure_count = 1;
  question.only.kinds = kinds;
  question.only.kind_count = 2;
  question.except.persons = persons;
  question.except.person_count = 1;
  question.roll_up = text_of("company");
  risk.rates = rates;
  risk.rate_count = 1;
  risk.otherwise = 0.1;
  risk.susceptibility = shares;
  risk.susceptibility_count = 1;
  question.risk = &risk;
  limits.threads = 1;
  limits.time_ms = 60000;
  limits.memory = 1 << 30;
  limits.progress = slow;
  limits.progress_every_ms = 1;
  limits.user = &calls;
  OK(tv_trace_forward(snapshot, &question, &limits, &trace, &error));
  OK(tv_trace_count(trace, &count, &error));
  OK(tv_trace_levels(trace, levels, 8, &level_count, &error));
  /* Ba from 3000 to 3950, and 10 s of lag after the closure; Chi by adding up; Dung by Ba. */
  CHECK(count == 3 && level_count == 2 && levels[0] == 2 && levels[1] == 1);

  tv_rows *rows = NULL;
  SIZED(tv_row, row);
  row.struct_size = sizeof row;
  OK(tv_trace_rows(trace, TV_BY_RISK, &rows, &error));
  double last = 2;
  for (int i = 0; i < 3; i++) {
    OK(tv_rows_next(rows, &row, &error));
    CHECK(row.risk > 0 && row.risk < 1 && row.risk <= last);
    last = row.risk;
    if (!strcmp(row.person.data, "Ba")) {
      CHECK(row.overlap_start == 3000 && row.overlap_end == 3950 && row.grade == TV_COARSE);
      CHECK(!strcmp(row.place.data, "company") && row.person_seconds == 960);
    }
    if (!strcmp(row.person.data, "Dung")) {
      CHECK(row.place.data == NULL && row.overlap_end == 9500 && row.level == 2);
    }
  }
  EXPECT(TV_END, tv_rows_next(rows, &row, &error));
  EXPECT(TV_END, tv_rows_next(rows, &row, &error));
  CHECK(tv_rows_free(rows) == TV_OK);
  EXPECT(TV_ARGUMENT, tv_trace_rows(trace, 9, &rows, &error));
  CHECK(rows == NULL);

  const char *saved = below(folder, "options.answer");
  OK(tv_trace_save(trace, T(saved), &error));
  OK(tv_store_open_trace(store, T(saved), &opened, &error));
  OK(tv_trace_count(opened, &count, &error));
  CHECK(count == 3);
  tv_trace_free(opened);
  tv_trace_free(trace);
  /* The same person in the other direction, and by text over a preset. */
  question.case_count = 1;
  cases[0] = during("Dung", 0, 20000);
  question.isolation_count = 0;
  OK(tv_trace_backward(snapshot, &question, NULL, &trace, &error));
  OK(tv_trace_count(trace, &count, &error));
  CHECK(count >= 2);
  tv_trace_free(trace);
  const char *text = "{\"cases\":[{\"person\":\"An\",\"infectious\":{\"start\":0,\"end\":\"inf\"}}]}";
  OK(tv_trace_text(snapshot, T(text), T("who-close-contact"), NULL, &trace, &error));
  tv_trace_free(trace);
  EXPECT(TV_QUESTION, tv_trace_text(snapshot, T(text), T("none"), NULL, &trace, &error));
  EXPECT(TV_QUESTION, tv_trace_text(snapshot, T("hops = -1"), NULL, 0, NULL, &trace, &error));
  tv_snapshot_free(snapshot);
  tv_writer_free(writer);
  tv_store_free(store);
}

/* A struct that grew: a caller of a later version sets what this library does not know. */
static void growth(const char *folder) {
  tv_writer *writer = NULL;
  tv_store *store = province(below(folder, "growth"), &writer);
  struct {
    tv_commit now;
    uint64_t later;
  } commit;
  struct {
    tv_writer_options now;
    uint64_t later;
  } how;
  memset(&commit, 0xff, sizeof commit);
  memset(&how, 0, sizeof how);
  commit.now.struct_size = sizeof commit;
  OK(tv_writer_visit(writer, T("An"), T("canteen"), 0, 60, &error));
  OK(tv_writer_commit(writer, &commit.now, &error));
  CHECK(commit.now.number == 1 && commit.later == 0 && commit.now.struct_size == sizeof commit);
  tv_writer_free(writer);
  how.now.struct_size = sizeof how;
  OK(tv_store_writer(store, &how.now, &writer, &error));
  tv_writer_free(writer);
  how.later = 1;
  EXPECT(TV_ARGUMENT, tv_store_writer(store, &how.now, &writer, &error));
  tv_store_free(store);
}

static int count_calls(const tv_progress *progress, void *user) {
  (*(int *)user)++;
  return progress->bytes_done > progress->bytes_total;
}

static void files(const char *folder) {
  tv_writer *writer = NULL;
  const char *path = below(folder, "files");
  tv_store *store = province(path, &writer);
  const char *visits = below(folder, "v.csv"), *places = below(folder, "p.csv");
  const char *rejects = below(folder, "rejects.csv");
  tv_import_options how;
  SIZED(tv_import_report, report);
  tv_findings *findings = NULL;
  int calls = 0, verified = 0;
  write_file(places, "place,kind\ncanteen,canteen\n");
  write_file(visits, "person,place,start,end\nAn,canteen,2021-05-08 11:00,\nBa,canteen,noon,\n");
  tv_import_file both[] = {{text_of("places"), text_of(places)}, {text_of("visits"), text_of(visits)}};
  memset(&how, 0, sizeof how);
  how.struct_size = sizeof how;
  how.zone = text_of("Asia/Ho_Chi_Minh");
  how.source = text_of("qr:12");
  how.skip_bad_rows = 1;
  how.rejects = text_of(rejects);
  how.progress = count_calls;
  how.user = &calls;
  report.struct_size = sizeof report;
  OK(tv_writer_import(writer, both, 2, &how, &report, &error));
  CHECK(report.rows_read == 3 && report.rows_taken == 2 && report.rows_rejected == 1 && calls > 0);
  CHECK(access(rejects, R_OK) == 0);
  OK(tv_writer_commit(writer, NULL, &error));
  OK(tv_writer_import(writer, both, 2, &how, &report, &error));
  CHECK(report.already == 2 && report.rows_read == 0);
  both[0].kind = text_of("fax");
  EXPECT(TV_VALUE, tv_writer_import(writer, both, 2, &how, &report, &error));
  OK(tv_verify(T(path), count_calls, &verified, &findings, &error));
  CHECK(tv_findings_count(findings) == 0 && verified > 0);
  tv_findings_free(findings);
  EXPECT(TV_NOT_A_STORE, tv_verify(T(folder), NULL, NULL, &findings, &error));
  tv_writer_free(writer);
  tv_store_free(store);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  records(argv[1]);
  group_commits(argv[1]);
  states(argv[1]);
  options(argv[1]);
  growth(argv[1]);
  files(argv[1]);
  return ends();
}
