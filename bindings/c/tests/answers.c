/* What stands around an answer: brought up to date, compared, drawn; records and pairs of a snapshot as
 * a graph; registers read back; new keys. argv[1] is a folder. */

#include "check.h"

#include <stddef.h>

static tv_error *error = NULL;

static const char *const FIRST = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";

static int is(tv_text text, const char *expected) {
  return text.data && strlen(expected) == text.len && !strcmp(text.data, expected);
}

/* An and Ba at the canteen for 1,000 s; Ba and Chi in contact; Em at home alone. */
static tv_store *province(const char *path, tv_writer **writer) {
  tv_store *store = NULL;
  OK(tv_store_create(T(path), NULL, &store, &error));
  OK(tv_store_writer(store, NULL, writer, &error));
  OK(tv_writer_visit(*writer, T("An"), T("canteen"), 0, 2000, &error));
  OK(tv_writer_visit(*writer, T("Ba"), T("canteen"), 1000, TV_OPEN, &error));
  OK(tv_writer_contact(*writer, T("Ba"), T("Chi"), 5000, 5600, &error));
  OK(tv_writer_contact(*writer, T("Ba"), T("Chi"), 7000, 7060, &error));
  OK(tv_writer_visit(*writer, T("Em"), T("home"), 0, 9000, &error));
  OK(tv_writer_commit(*writer, NULL, &error));
  return store;
}

static tv_trace *ask(tv_snapshot *snapshot, tv_during *who, int64_t min_overlap) {
  tv_trace *trace = NULL;
  tv_question question;
  question.struct_size = sizeof question;
  CHECK(tv_question_init(&question) == TV_OK);
  question.cases = who;
  question.case_count = 1;
  question.min_overlap_s = min_overlap;
  OK(tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  return trace;
}

static void brought_up_to_date(tv_store *store, tv_writer *writer) {
  tv_snapshot *friday = NULL, *now = NULL;
  tv_trace *later = NULL;
  tv_changes *changes = NULL;
  tv_during an = during("An", 0, TV_FOREVER);
  uint64_t count = 0;
  SIZED(tv_retraced, how);
  SIZED(tv_change, change);
  OK(tv_store_snapshot(store, &friday, &error));
  tv_trace *earlier = ask(friday, &an, 60);
  /* Ba left at once, so only a newcomer is exposed, and whom Ba met is not any more. */
  OK(tv_writer_visit(writer, T("Ba"), T("canteen"), 1000, 1010, &error));
  OK(tv_writer_visit(writer, T("Dung"), T("canteen"), 100, 200, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  OK(tv_store_snapshot(store, &now, &error));
  OK(tv_snapshot_retrace(now, earlier, &how, &later, &error));
  OK(tv_trace_count(later, &count, &error));
  CHECK(count == 1 && (how.afresh || how.changed > 0));
  OK(tv_trace_difference(earlier, later, &changes, &error));
  CHECK(tv_changes_count(changes) == 3);
  OK(tv_changes_next(changes, &change, &error));
  CHECK(is(change.person, "Ba") && change.change == TV_CHANGE_GONE && change.level_before == 1);
  CHECK(change.level_after == 0 && change.first_before == 1000 && change.first_after == TV_OPEN);
  OK(tv_changes_next(changes, &change, &error));
  CHECK(is(change.person, "Chi") && change.change == TV_CHANGE_GONE && change.level_before == 2);
  OK(tv_changes_next(changes, &change, &error));
  CHECK(is(change.person, "Dung") && change.change == TV_CHANGE_NEW && change.level_after == 1);
  CHECK(change.level_before == 0 && change.earliest_after == 100);
  EXPECT(TV_END, tv_changes_next(changes, &change, &error));
  CHECK(tv_changes_free(changes) == TV_OK && tv_changes_count(changes) == 0);
  /* The answer that was brought up to date stays what it was, and is not changed by itself. */
  OK(tv_trace_count(earlier, &count, &error));
  CHECK(count == 2);
  OK(tv_trace_difference(earlier, earlier, &changes, &error));
  CHECK(tv_changes_count(changes) == 0);
  tv_changes_free(changes);
  tv_trace *other = ask(now, &an, 61);
  EXPECT(TV_QUESTION, tv_trace_difference(earlier, other, &changes, &error));
  EXPECT(TV_HANDLE, tv_trace_difference(earlier, NULL, &changes, &error));
  EXPECT(TV_HANDLE, tv_snapshot_retrace(now, (tv_trace *)(void *)now, NULL, &later, &error));
  CHECK(changes == NULL && later == NULL);
  tv_trace_free(other);
  tv_trace_free(earlier);
  tv_snapshot_free(friday);
  tv_snapshot_free(now);
}

static void drawn(tv_snapshot *snapshot) {
  tv_document *dot = NULL, *graphml = NULL;
  tv_chain *events = NULL;
  uint64_t left_out = 9;
  SIZED(tv_event, event);
  tv_during an = during("An", 0, TV_FOREVER);
  tv_trace *trace = ask(snapshot, &an, 100);
  OK(tv_trace_tree(trace, TV_DOT, 0, &left_out, &dot, &error));
  CHECK(left_out == 0 && strstr(tv_document_text(dot, NULL), "n1 -> n2") != NULL);
  OK(tv_trace_tree(trace, TV_GRAPHML, 1, &left_out, &graphml, &error));
  CHECK(left_out == 1 && !strncmp(tv_document_text(graphml, NULL), "<?xml", 5));
  tv_document_free(dot);
  tv_document_free(graphml);
  EXPECT(TV_ARGUMENT, tv_trace_tree(trace, 7, 0, NULL, &dot, &error));
  EXPECT(TV_HANDLE, tv_trace_tree(NULL, TV_DOT, 0, NULL, &dot, &error));
  /* Of the two contacts of Ba and Chi one is long enough. */
  OK(tv_trace_between(trace, T("Ba"), T("Chi"), &events, &error));
  CHECK(tv_chain_count(events) == 2);
  OK(tv_chain_next(events, &event, &error));
  CHECK(is(event.infector, "Ba") && is(event.exposed, "Chi") && event.place.data == NULL);
  CHECK(event.qualifies && event.hop == 2 && event.overlap_start == 5000);
  OK(tv_chain_next(events, &event, &error));
  CHECK(!event.qualifies && event.overlap_end == 7060);
  tv_chain_free(events);
  EXPECT(TV_QUESTION, tv_trace_between(trace, T("Ba"), T("Nobody"), &events, &error));
  /* All of a chain qualify; and a program from before there was that field sees the others. */
  OK(tv_trace_chain(trace, T("Chi"), &events, &error));
  OK(tv_chain_next(events, &event, &error));
  CHECK(event.qualifies == 1);
  event.struct_size = offsetof(tv_event, qualifies);
  event.qualifies = 7;
  OK(tv_chain_next(events, &event, &error));
  CHECK(event.qualifies == 7 && is(event.exposed, "Chi"));
  tv_chain_free(events);
  tv_trace_free(trace);
}

static void as_a_graph(const char *path, tv_snapshot *snapshot) {
  tv_stays *stays = NULL;
  tv_pairs *pairs = NULL;
  tv_store *narrow = NULL;
  tv_snapshot *seen = NULL;
  SIZED(tv_stay, stay);
  SIZED(tv_pair, pair);
  SIZED(tv_open_options, only);
  tv_text some[] = {{"Chi", 3}, {"Ba", 2}}, nobody[] = {{"Nobody", 6}};
  OK(tv_snapshot_visits_of(snapshot, T("Ba"), TV_OPEN, TV_FOREVER, &stays, &error));
  OK(tv_stays_next(stays, &stay, &error));
  CHECK(is(stay.person, "Ba") && is(stay.place, "canteen") && stay.start == 1000);
  CHECK(stay.grade == TV_ASSUMED_END && stay.end > stay.start);
  EXPECT(TV_END, tv_stays_next(stays, &stay, &error));
  tv_stays_free(stays);
  OK(tv_snapshot_contacts_of(snapshot, T("Chi"), 6000, 8000, &stays, &error));
  OK(tv_stays_next(stays, &stay, &error));
  CHECK(is(stay.person, "Ba") && stay.place.data == NULL && stay.start == 7000);
  EXPECT(TV_END, tv_stays_next(stays, &stay, &error));
  tv_stays_free(stays);
  OK(tv_snapshot_visitors_of(snapshot, T("canteen"), 0, 500, &stays, &error));
  OK(tv_stays_next(stays, &stay, &error));
  CHECK(is(stay.person, "An") && stay.end == 2000 && stay.grade == TV_RECORDED);
  EXPECT(TV_END, tv_stays_next(stays, &stay, &error));
  tv_stays_free(stays);
  OK(tv_snapshot_neighbours(snapshot, T("Ba"), TV_OPEN, TV_FOREVER, 600, &stays, &error));
  OK(tv_stays_next(stays, &stay, &error));
  CHECK(is(stay.person, "An") && is(stay.place, "canteen") && stay.start == 1000);
  CHECK(stay.end == 2000);
  OK(tv_stays_next(stays, &stay, &error));
  CHECK(is(stay.person, "Chi") && stay.end - stay.start == 600);
  EXPECT(TV_END, tv_stays_next(stays, &stay, &error));
  CHECK(tv_stays_free(stays) == TV_OK);
  EXPECT(TV_HANDLE, tv_stays_next(stays, &stay, &error));
  EXPECT(TV_QUESTION, tv_snapshot_visits_of(snapshot, T("Nobody"), 0, 9, &stays, &error));
  EXPECT(TV_QUESTION, tv_snapshot_visits_of(snapshot, T("An"), 9, 0, &stays, &error));
  EXPECT(TV_QUESTION, tv_snapshot_visits_of(snapshot, T("An"), -9, -1, &stays, &error));
  EXPECT(TV_QUESTION, tv_snapshot_neighbours(snapshot, T("An"), 0, 9, 0, &stays, &error));
  EXPECT(TV_ARGUMENT, tv_snapshot_visitors_of(snapshot, NULL, 0, 0, 9, &stays, &error));
  EXPECT(TV_HANDLE, tv_snapshot_contacts_of(NULL, T("An"), 0, 9, &stays, &error));

  OK(tv_snapshot_pairs(snapshot, NULL, 0, TV_OPEN, TV_FOREVER, 60, &pairs, &error));
  OK(tv_pairs_next(pairs, &pair, &error));
  CHECK(is(pair.a, "An") && is(pair.b, "Ba") && pair.seconds == 1000);
  OK(tv_pairs_next(pairs, &pair, &error));
  CHECK(is(pair.a, "Ba") && is(pair.b, "Chi") && pair.seconds == 660);
  EXPECT(TV_END, tv_pairs_next(pairs, &pair, &error));
  EXPECT(TV_END, tv_pairs_next(pairs, &pair, &error));
  tv_pairs_free(pairs);
  OK(tv_snapshot_pairs(snapshot, some, 2, TV_OPEN, TV_FOREVER, 600, &pairs, &error));
  OK(tv_pairs_next(pairs, &pair, &error));
  CHECK(is(pair.a, "Ba") && is(pair.b, "Chi") && pair.seconds == 600);
  EXPECT(TV_END, tv_pairs_next(pairs, &pair, &error));
  tv_pairs_free(pairs);
  EXPECT(TV_QUESTION, tv_snapshot_pairs(snapshot, nobody, 1, 0, 9, 60, &pairs, &error));
  EXPECT(TV_QUESTION, tv_snapshot_pairs(snapshot, NULL, 0, 0, 9, TV_FOREVER, &pairs, &error));
  EXPECT(TV_ARGUMENT, tv_snapshot_pairs(snapshot, NULL, 2, 0, 9, 60, &pairs, &error));

  /* What does not begin at a person is not for a store for tracing only. */
  only.tracing_only = 1;
  OK(tv_store_open(T(path), &only, &narrow, &error));
  OK(tv_store_snapshot(narrow, &seen, &error));
  EXPECT(TV_TRACING_ONLY, tv_snapshot_visitors_of(seen, T("canteen"), 0, 9, &stays, &error));
  EXPECT(TV_TRACING_ONLY, tv_snapshot_pairs(seen, NULL, 0, 0, 9, 60, &pairs, &error));
  OK(tv_snapshot_pairs(seen, some, 2, TV_OPEN, TV_FOREVER, 60, &pairs, &error));
  tv_pairs_free(pairs);
  tv_snapshot_free(seen);
  tv_store_free(narrow);
}

static void in_common(tv_snapshot *snapshot) {
  tv_common_sites *sites = NULL;
  SIZED(tv_common_site, site);
  SIZED(tv_limits, limits);
  tv_question question;
  tv_during cases[] = {{{"An", 2}, 0, 9000}, {{"Ba", 2}, 0, 9000}};
  question.struct_size = sizeof question;
  CHECK(tv_question_init(&question) == TV_OK);
  EXPECT(TV_QUESTION, tv_snapshot_common_sites(snapshot, &question, NULL, &sites, &error));
  question.cases = cases;
  question.case_count = 2;
  limits.time_ms = 60000;
  OK(tv_snapshot_common_sites(snapshot, &question, &limits, &sites, &error));
  CHECK(tv_common_sites_count(sites) == 1);
  OK(tv_common_sites_next(sites, &site, &error));
  CHECK(is(site.place, "canteen") && is(site.kind, "unknown") && site.cases == 2);
  CHECK(site.expected > 0 && site.expected < 2 && site.p > 0 && site.p <= site.p_adjusted);
  EXPECT(TV_END, tv_common_sites_next(sites, &site, &error));
  CHECK(tv_common_sites_free(sites) == TV_OK && tv_common_sites_count(sites) == 0);
  EXPECT(TV_ARGUMENT, tv_snapshot_common_sites(snapshot, NULL, NULL, &sites, &error));
}

static void registers(tv_store *store, tv_writer *writer) {
  tv_snapshot *snapshot = NULL;
  tv_cases *cases = NULL;
  tv_units *units = NULL;
  tv_document *home = NULL;
  tv_text path;
  SIZED(tv_person, person);
  SIZED(tv_unit, unit);
  SIZED(tv_case, found);
  SIZED(tv_stats, stats);
  person.unit = text_of("24/213");
  OK(tv_writer_person(writer, T("Em"), &person, &error));
  unit.name = text_of("B\341\272\257c Giang");
  unit.population = 1800000;
  unit.has_population = 1;
  OK(tv_writer_unit(writer, T("24"), &unit, &error));
  OK(tv_writer_case(writer, T("Em"), 9000, 8000, TV_OPEN, &error));
  OK(tv_writer_case(writer, T("An"), 9500, TV_OPEN, 9600, &error));
  OK(tv_writer_link(writer, T("An"), T("phone:1"), &error));
  OK(tv_writer_dwell(writer, T("canteen"), 1800, &error));
  EXPECT(TV_VALUE, tv_writer_dwell(writer, T("canteen"), 0, &error));
  EXPECT(TV_VALUE, tv_writer_dwell(writer, T("no kind!"), 1800, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  OK(tv_store_snapshot(store, &snapshot, &error));
  OK(tv_snapshot_cases(snapshot, NULL, 0, &cases, &error));
  CHECK(tv_cases_count(cases) == 2);
  OK(tv_cases_next(cases, &found, &error));
  CHECK(is(found.person, "Em") && found.tested == 9000 && found.onset == 8000);
  CHECK(found.isolated == TV_OPEN);
  OK(tv_cases_next(cases, &found, &error));
  CHECK(is(found.person, "An") && found.isolated == 9600 && found.onset == TV_OPEN);
  EXPECT(TV_END, tv_cases_next(cases, &found, &error));
  tv_cases_free(cases);
  OK(tv_snapshot_cases(snapshot, T("phone:1"), &cases, &error));
  CHECK(tv_cases_count(cases) == 1);
  tv_cases_free(cases);
  OK(tv_snapshot_cases(snapshot, T("Nobody"), &cases, &error));
  CHECK(tv_cases_count(cases) == 0 && tv_cases_free(cases) == TV_OK);
  EXPECT(TV_VALUE, tv_snapshot_cases(snapshot, T(""), &cases, &error));
  OK(tv_snapshot_units(snapshot, &units, &error));
  OK(tv_units_next(units, &path, &unit, &error));
  CHECK(is(path, "24") && is(unit.name, "B\341\272\257c Giang") && unit.population == 1800000);
  EXPECT(TV_ARGUMENT, tv_units_next(units, NULL, &unit, &error));
  EXPECT(TV_END, tv_units_next(units, &path, &unit, &error));
  CHECK(tv_units_free(units) == TV_OK);
  OK(tv_snapshot_person(snapshot, T("Em"), &person, &home, &error));
  CHECK(is(person.unit, "24/213") && !person.has_doses);
  CHECK(!strcmp(tv_document_text(home, NULL), "24/213"));
  tv_document_free(home);
  OK(tv_snapshot_person(snapshot, T("Chi"), &person, &home, &error));
  CHECK(person.unit.data == NULL && !strcmp(tv_document_text(home, NULL), ""));
  tv_document_free(home);
  EXPECT(TV_UNKNOWN, tv_snapshot_person(snapshot, T("Nobody"), &person, &home, &error));
  OK(tv_snapshot_stats(snapshot, &stats, &error));
  CHECK(stats.cases == 2 && stats.units >= 1 && stats.links == 1 && stats.place_links == 0);
  CHECK(stats.floor == TV_OPEN && stats.committed > 1600000000);
  stats.struct_size = offsetof(tv_stats, cases);
  stats.cases = 77;
  OK(tv_snapshot_stats(snapshot, &stats, &error));
  CHECK(stats.cases == 77 && stats.people > 0);
  tv_snapshot_free(snapshot);
}

static void new_keys(const char *path, tv_store *store, tv_writer *writer) {
  tv_snapshot *snapshot = NULL;
  SIZED(tv_open_options, how);
  uint32_t known = 0;
  EXPECT(TV_KEY, tv_writer_rekey(writer, T("no key"), &error));
  EXPECT(TV_ARGUMENT, tv_writer_rekey(writer, NULL, 0, &error));
  OK(tv_writer_rekey(writer, T(FIRST), &error));
  EXPECT(TV_POISONED, tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  tv_store_free(store);
  OK(tv_store_open(T(path), NULL, &store, &error));
  OK(tv_store_snapshot(store, &snapshot, &error));
  EXPECT(TV_KEY, tv_snapshot_knows(snapshot, T("An"), &known, &error));
  tv_snapshot_free(snapshot);
  tv_store_free(store);
  how.keys = text_of(FIRST);
  OK(tv_store_open(T(path), &how, &store, &error));
  OK(tv_store_snapshot(store, &snapshot, &error));
  OK(tv_snapshot_knows(snapshot, T("An"), &known, &error));
  CHECK(known == 1);
  tv_snapshot_free(snapshot);
  tv_store_free(store);
}

int main(int argc, char **argv) {
  tv_writer *writer = NULL;
  tv_snapshot *snapshot = NULL;
  if (argc < 2) return 2;
  const char *path = below(argv[1], "answers");
  tv_store *store = province(path, &writer);
  OK(tv_store_snapshot(store, &snapshot, &error));
  drawn(snapshot);
  as_a_graph(path, snapshot);
  in_common(snapshot);
  tv_snapshot_free(snapshot);
  brought_up_to_date(store, writer);
  registers(store, writer);
  new_keys(below(argv[1], "answers"), store, writer);
  return ends();
}
