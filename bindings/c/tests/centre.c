/* What a command centre asks, through C: registers, zones, panorama, case sheet. argv[1] is a folder. */

#include "check.h"

#include <stddef.h>

static tv_error *error = NULL;
static const char *folder = NULL;

/* 8 May 2021. */
static const int64_t DAY = 86400, NOON = INT64_C(1620432000);

static int is(tv_text text, const char *expected) {
  return text.data && strlen(expected) == text.len && !strcmp(text.data, expected);
}

static int about(double found, double expected) {
  return found > expected - 0.01 && found < expected + 0.01;
}

/* Checks that a question is refused, and for which field. */
static void refused(tv_status status, const char *field) {
  const char *found = tv_error_field(error, NULL);
  CHECK(found && !strcmp(found, field));
  EXPECT(TV_QUESTION, status);
}

static int not_a_number(double found) { return !(found >= 0) && !(found < 0); }

/* An, who is a case, and Ba live in two communes; where Em lives, nobody knows. */
static tv_store *province(const char *path) {
  tv_store *store = NULL;
  tv_writer *writer = NULL;
  SIZED(tv_person, person);
  SIZED(tv_unit, unit);
  OK(tv_store_create(T(path), NULL, &store, &error));
  OK(tv_store_writer(store, NULL, &writer, &error));
  unit.name = text_of("N\341\272\277nh");
  unit.population = 1000;
  unit.has_population = 1;
  OK(tv_writer_unit(writer, T("24/213/07213"), &unit, &error));
  unit.name = text_of(NULL);
  unit.population = 10000;
  unit.level = TV_COMMUNE;
  OK(tv_writer_unit(writer, T("24/213/07216"), &unit, &error));
  person.unit = text_of("24/213/07213");
  person.doses = 2;
  person.has_doses = 1;
  OK(tv_writer_person(writer, T("An"), &person, &error));
  person.unit = text_of("24/213/07216");
  person.doses = 0;
  OK(tv_writer_person(writer, T("Ba"), &person, &error));
  OK(tv_writer_visit(writer, T("An"), T("canteen"), NOON, NOON + 3600, &error));
  OK(tv_writer_visit(writer, T("Ba"), T("canteen"), NOON + 1800, NOON + 5400, &error));
  OK(tv_writer_visit(writer, T("Em"), T("canteen"), NOON + 100, NOON + 200, &error));
  OK(tv_writer_case(writer, T("An"), NOON + 4000, TV_OPEN, NOON + 5000, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  return store;
}

static void what_registers_refuse(tv_store *store) {
  tv_writer *writer = NULL;
  SIZED(tv_person, person);
  SIZED(tv_unit, unit);
  OK(tv_store_writer(store, NULL, &writer, &error));
  person.has_doses = 1;
  person.doses = 255;
  EXPECT(TV_VALUE, tv_writer_person(writer, T("An"), &person, &error));
  person.doses = 256;
  EXPECT(TV_VALUE, tv_writer_person(writer, T("An"), &person, &error));
  person.doses = 1;
  person.unit = text_of("24//07213");
  EXPECT(TV_VALUE, tv_writer_person(writer, T("An"), &person, &error));
  EXPECT(TV_ARGUMENT, tv_writer_person(writer, T("An"), NULL, &error));
  EXPECT(TV_HANDLE, tv_writer_person(NULL, T("An"), &person, &error));
  EXPECT(TV_VALUE, tv_writer_unit(writer, T(""), &unit, &error));
  unit.level = 9;
  EXPECT(TV_ARGUMENT, tv_writer_unit(writer, T("24"), &unit, &error));
  EXPECT(TV_VALUE, tv_writer_case(writer, T(""), NOON, TV_OPEN, TV_OPEN, &error));
  EXPECT(TV_VALUE, tv_writer_case(writer, T("An"), TV_OPEN, TV_OPEN, TV_OPEN, &error));
  EXPECT(TV_UNKNOWN, tv_writer_retract_case(writer, T("Nobody"), NOON, &error));
  tv_writer_free(writer);
}

/* One commune has a shape, one has none, and one shape is no commune. */
static void on_a_map(tv_zones *zones) {
  SIZED(tv_off_map, off);
  tv_document *map = NULL, *second = NULL;
  const char *path = below(folder, "shapes.json"), *plain = below(folder, "plain.json");
  write_file(path,
             "{\"type\":\"FeatureCollection\",\"features\":["
             "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"gso\":\"07213\"}},"
             "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"gso\":\"99999\"}}]}");
  OK(tv_zones_geojson(zones, T(path), T("gso"), &off, &map, &error));
  CHECK(off.unit_count == 1 && is(off.units, "24/213/07216") && off.shape_count == 1);
  CHECK(strstr(tv_document_text(map, NULL), "\"zone_colour\":\"yellow\"") != NULL);
  OK(tv_zones_geojson(zones, T(path), T("gso"), NULL, &second, &error));
  CHECK(!strcmp(tv_document_text(map, NULL), tv_document_text(second, NULL)));
  tv_document_free(map);
  tv_document_free(second);
  EXPECT(TV_QUESTION, tv_zones_geojson(zones, T(path), T("name"), NULL, &map, &error));
  write_file(plain, "no shapes");
  EXPECT(TV_QUESTION, tv_zones_geojson(zones, T(plain), T("gso"), NULL, &map, &error));
  EXPECT(TV_IO, tv_zones_geojson(zones, T(below(folder, "none")), T("gso"), NULL, &map, &error));
  EXPECT(TV_HANDLE, tv_zones_geojson(NULL, T(path), T("gso"), NULL, &map, &error));
  CHECK(map == NULL);
}

static void rows_of_zones(tv_snapshot *snapshot) {
  SIZED(tv_centre_options, how);
  SIZED(tv_zone, zone);
  SIZED(tv_zones_about, head);
  tv_zones *zones = NULL;
  tv_document *json = NULL;
  size_t len = 0;
  how.treatment = TV_TREATMENT_OK;
  how.suppress = 1;
  OK(tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  CHECK(tv_zones_count(zones) == 2);
  OK(tv_zones_row(zones, 0, &zone, &error));
  CHECK(is(zone.unit, "24/213/07213") && is(zone.name, "N\341\272\277nh"));
  CHECK(zone.people == 1 && zone.population == 1000 && is(zone.population_from, "declared"));
  CHECK(zone.cases == 1 && about(zone.incidence, 100) && about(zone.coverage, 100));
  CHECK(zone.exposed_count == 3 && zone.exposed[0] == 0);
  CHECK(zone.level == 2 && is(zone.colour, "yellow"));
  OK(tv_zones_row(zones, 1, &zone, &error));
  CHECK(is(zone.unit, "24/213/07216") && zone.name.data == NULL && zone.cases == 0);
  CHECK(zone.exposed[0] == 1 && zone.level == 1 && is(zone.colour, "green"));
  EXPECT(TV_END, tv_zones_row(zones, 2, &zone, &error));
  /* Em lives nobody knows where, and is not left out. */
  OK(tv_zones_rest(zones, &zone, &error));
  CHECK(zone.unit.data == NULL && zone.exposed[0] == 1 && zone.cases == 0);
  CHECK(zone.level == 0 && zone.colour.data == NULL && not_a_number(zone.incidence));
  OK(tv_zones_total(zones, &zone, &error));
  CHECK(zone.cases == 1 && zone.exposed[0] == 2 && zone.level == 0);
  OK(tv_zones_describe(zones, &head, &error));
  CHECK(head.at == NOON + 5400 && head.window_end == head.at);
  CHECK(head.window_start == head.at - 7 * DAY && head.suppress == 1 && head.level == TV_COMMUNE);
  CHECK(is(head.rules, "vn-4800") && head.rules_people == 100000 && head.rules_days == 7);
  OK(tv_zones_json(zones, &json, &error));
  on_a_map(zones);
  CHECK(tv_zones_free(zones) == TV_OK);
  /* A document goes on without what it was made from. */
  CHECK(strstr(tv_document_text(json, &len), "\"colour\":\"yellow\"") != NULL);
  CHECK(len == strlen(tv_document_text(json, NULL)));
  CHECK(tv_document_free(json) == TV_OK && tv_document_free(json) == TV_HANDLE);
  CHECK(tv_document_text(json, &len) == NULL && len == 0);
  EXPECT(TV_HANDLE, tv_zones_row(zones, 0, &zone, &error));
  CHECK(tv_zones_count(zones) == 0);

  /* Small counts are hidden, and so is what would tell them; levels are announced. */
  how.suppress = 0;
  OK(tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  OK(tv_zones_row(zones, 0, &zone, &error));
  CHECK(zone.cases == TV_HIDDEN && not_a_number(zone.incidence) && zone.level == 2);
  tv_zones_free(zones);

  /* The province by rules of one's own; then a day on which nobody was sampled. */
  const char *rules =
      "{\"name\":\"two\",\"source\":\"a test\",\"people\":1000,\"days\":7,\"bands\":[0.5],"
      "\"doses\":1,\"colours\":[\"white\",\"black\"],\"when\":[{\"levels\":[1,2]}]}";
  how.rules = text_of(rules);
  how.treatment = 0;
  how.suppress = 1;
  how.level = TV_PROVINCE;
  OK(tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  CHECK(tv_zones_count(zones) == 1);
  OK(tv_zones_row(zones, 0, &zone, &error));
  CHECK(is(zone.unit, "24") && zone.population == 11000 && is(zone.population_from, "parts"));
  CHECK(zone.level == 1 && is(zone.colour, "white"));
  tv_zones_free(zones);
  how.level = 0;
  how.unit = text_of("24/213");
  how.days = 1;
  how.at = NOON + 2 * DAY;
  how.has_at = 1;
  OK(tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  CHECK(tv_zones_count(zones) == 2);
  OK(tv_zones_row(zones, 0, &zone, &error));
  CHECK(zone.cases == 0 && zone.level == 1);
  tv_zones_free(zones);
}

static int stop(const tv_progress *progress, void *user) {
  (void)progress;
  (void)user;
  return 0;
}

static void what_zones_refuse(tv_snapshot *snapshot) {
  SIZED(tv_centre_options, how);
  SIZED(tv_limits, limits);
  tv_zones *zones = NULL;
  tv_document *document = NULL;
  tv_during an = during("An", 0, TV_FOREVER);
  tv_question question;
  question.struct_size = sizeof question;
  CHECK(tv_question_init(&question) == TV_OK);
  refused(tv_snapshot_zones(snapshot, NULL, NULL, NULL, &zones, &error), "treatment");
  CHECK(zones == NULL);
  how.treatment = TV_TREATMENT_SHORT;
  limits.progress = stop;
  limits.progress_every_ms = 1;
  OK(tv_snapshot_zones(snapshot, &question, &limits, &how, &zones, &error));
  tv_zones_free(zones);
  limits.max_rows = 1;
  EXPECT(TV_EXCEEDED, tv_snapshot_zones(snapshot, &question, &limits, &how, &zones, &error));
  CHECK(zones == NULL);
  question.cases = &an;
  question.case_count = 1;
  refused(tv_snapshot_zones(snapshot, &question, NULL, &how, &zones, &error), "cases");
  EXPECT(TV_HANDLE, tv_snapshot_zones(NULL, NULL, NULL, &how, &zones, &error));
  how.unit = text_of("99");
  EXPECT(TV_QUESTION, tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  how.unit = text_of(NULL);
  how.level = 9;
  EXPECT(TV_ARGUMENT, tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  how.level = 0;
  how.treatment = 9;
  EXPECT(TV_ARGUMENT, tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  how.treatment = TV_TREATMENT_OK;
  how.rules = text_of("name = 1");
  refused(tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error), "rules");
  /* Rules and capacity are nothing that a panorama could go by. */
  how.rules = text_of(NULL);
  refused(tv_snapshot_panorama(snapshot, NULL, NULL, &how, &document, &error), "treatment");
  how.struct_size = 3;
  EXPECT(TV_ARGUMENT, tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
}

static void panorama(tv_snapshot *snapshot) {
  SIZED(tv_centre_options, how);
  tv_document *document = NULL;
  const char *text = NULL;
  OK(tv_snapshot_panorama(snapshot, NULL, NULL, NULL, &document, &error));
  text = tv_document_text(document, NULL);
  CHECK(text && strstr(text, "\"sources\":[") && strstr(text, "\"cases\":\"*\""));
  tv_document_free(document);
  how.suppress = 1;
  how.unit = text_of("24/213");
  OK(tv_snapshot_panorama(snapshot, NULL, NULL, &how, &document, &error));
  text = tv_document_text(document, NULL);
  CHECK(text && strstr(text, "\"unit\":\"24/213/07216\"") && !strstr(text, "\"cases\":\"*\""));
  tv_document_free(document);
}

/* Cases of the register in a question, and the sheet of one. */
static void registered(tv_snapshot *snapshot) {
  SIZED(tv_registered, which);
  tv_trace *trace = NULL;
  tv_document *json = NULL, *vi = NULL, *en = NULL;
  uint64_t count = 0;
  size_t len = 0;
  tv_question question;
  question.struct_size = sizeof question;
  CHECK(tv_question_init(&question) == TV_OK && question.registered == NULL);
  question.registered = &which;
  OK(tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  OK(tv_trace_count(trace, &count, &error));
  CHECK(count == 2);
  tv_trace_free(trace);
  which.has_tested = 1;
  which.tested_start = NOON + 4000;
  which.tested_end = NOON + 4001;
  OK(tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  tv_trace_free(trace);
  which.tested_end = NOON + 3000;
  EXPECT(TV_QUESTION, tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  which.tested_start = NOON;
  EXPECT(TV_QUESTION, tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  which.person = text_of("An");
  EXPECT(TV_QUESTION, tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  which.has_tested = 0;
  which.rule = text_of("three-days");
  refused(tv_trace_forward(snapshot, &question, NULL, &trace, &error), "rule");
  which.rule = text_of("two-days");
  which.person = text_of("Ba");
  EXPECT(TV_QUESTION, tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  which.person = text_of("An");
  OK(tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  OK(tv_trace_case_sheet(trace, &json, &error));
  CHECK(strstr(tv_document_text(json, NULL), "\"people_by_level\":[2") != NULL);
  OK(tv_trace_case_sheet_html(trace, NULL, 0, NULL, 0, &vi, &error));
  CHECK(!strncmp(tv_document_text(vi, &len), "<!DOCTYPE html>", 15) && len > 1000);
  OK(tv_trace_case_sheet_html(trace, T("en"), T("UTC"), &en, &error));
  CHECK(strcmp(tv_document_text(en, NULL), tv_document_text(vi, NULL)) != 0);
  tv_document_free(json);
  tv_document_free(vi);
  tv_document_free(en);
  EXPECT(TV_VALUE, tv_trace_case_sheet_html(trace, T("fr"), NULL, 0, &vi, &error));
  EXPECT(TV_VALUE, tv_trace_case_sheet_html(trace, NULL, 0, T("Nowhere"), &vi, &error));
  CHECK(vi == NULL);
  tv_trace_free(trace);
  OK(tv_trace_backward(snapshot, &question, NULL, &trace, &error));
  EXPECT(TV_QUESTION, tv_trace_case_sheet(trace, &json, &error));
  EXPECT(TV_HANDLE, tv_trace_case_sheet(NULL, &json, &error));
  tv_trace_free(trace);
  /* A program that was compiled before there was such a field. */
  tv_during an = during("An", NOON, TV_FOREVER);
  question.cases = &an;
  question.case_count = 1;
  question.struct_size = offsetof(tv_question, registered);
  CHECK(tv_question_init(&question) == TV_OK && question.registered == &which);
  question.cases = &an;
  question.case_count = 1;
  OK(tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  tv_trace_free(trace);
}

static void what_is_gone(const char *path, tv_store *store) {
  tv_store *narrow = NULL;
  tv_writer *writer = NULL;
  tv_snapshot *snapshot = NULL;
  tv_zones *zones = NULL;
  SIZED(tv_open_options, only);
  SIZED(tv_centre_options, how);
  how.treatment = TV_TREATMENT_OK;
  only.tracing_only = 1;
  OK(tv_store_open(T(path), &only, &narrow, &error));
  OK(tv_store_snapshot(narrow, &snapshot, &error));
  OK(tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  tv_zones_free(zones);
  how.suppress = 1;
  EXPECT(TV_TRACING_ONLY, tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  tv_snapshot_free(snapshot);
  tv_store_free(narrow);
  OK(tv_store_writer(store, NULL, &writer, &error));
  OK(tv_writer_retract_case(writer, T("An"), NOON + 4000, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  OK(tv_store_snapshot(store, &snapshot, &error));
  /* Who has no case registered cannot say that there are none. */
  EXPECT(TV_QUESTION, tv_snapshot_zones(snapshot, NULL, NULL, &how, &zones, &error));
  tv_snapshot_free(snapshot);
}

int main(int argc, char **argv) {
  tv_snapshot *snapshot = NULL;
  if (argc < 2) return 2;
  folder = argv[1];
  const char *path = below(folder, "centre");
  tv_store *store = province(path);
  what_registers_refuse(store);
  OK(tv_store_snapshot(store, &snapshot, &error));
  rows_of_zones(snapshot);
  what_zones_refuse(snapshot);
  panorama(snapshot);
  registered(snapshot);
  tv_snapshot_free(snapshot);
  what_is_gone(path, store);
  tv_store_free(store);
  return ends();
}
