/* Handles in the hands of the wrong thread: whatever is for one at a time says TV_BUSY, and whatever is
 * for any number gives each thread all. argv[1] is a folder. */

#include "check.h"

#include <pthread.h>

static tv_error *error = NULL;

enum { MANY = 600, THREADS = 4 };

/* Everything that a writer can be asked, while it is in use elsewhere. */
struct shared {
  tv_writer *writer;
  int asked, busy;
  tv_status freed;
};

static void count_busy(struct shared *shared, tv_status status) {
  shared->asked++;
  shared->busy += status == TV_BUSY;
}

static void *use(void *given) {
  struct shared *shared = (struct shared *)given;
  tv_writer *w = shared->writer;
  tv_visit visit = {{"An", 2}, {"canteen", 7}, 1, 2};
  tv_contact contact = {{"An", 2}, {"Ba", 2}, 1, 2};
  tv_import_file file = {{"visits", 6}, {"none.csv", 8}};
  SIZED(tv_place, place);
  SIZED(tv_person, person);
  SIZED(tv_unit, unit);
  const char *keys = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
  count_busy(shared, tv_writer_visit(w, T("An"), T("canteen"), 1, 2, NULL));
  count_busy(shared, tv_writer_contact(w, T("An"), T("Ba"), 1, 2, NULL));
  count_busy(shared, tv_writer_visits(w, &visit, 1, NULL, NULL));
  count_busy(shared, tv_writer_contacts(w, &contact, 1, NULL, NULL));
  count_busy(shared, tv_writer_place(w, T("canteen"), &place, NULL));
  count_busy(shared, tv_writer_source(w, T("qr"), NULL));
  count_busy(shared, tv_writer_line(w, T("link,An,Ba"), NULL));
  count_busy(shared, tv_writer_import(w, &file, 1, NULL, NULL, NULL));
  count_busy(shared, tv_writer_person(w, T("An"), &person, NULL));
  count_busy(shared, tv_writer_unit(w, T("24"), &unit, NULL));
  count_busy(shared, tv_writer_case(w, T("An"), 1, TV_OPEN, TV_OPEN, NULL));
  count_busy(shared, tv_writer_retract_case(w, T("An"), 1, NULL));
  count_busy(shared, tv_writer_retract_visit(w, T("An"), T("canteen"), 1, NULL));
  count_busy(shared, tv_writer_retract_contact(w, T("An"), T("Ba"), 1, NULL));
  count_busy(shared, tv_writer_link(w, T("An"), T("Ba"), NULL));
  count_busy(shared, tv_writer_unlink(w, T("An"), T("Ba"), NULL));
  count_busy(shared, tv_writer_link_places(w, T("a"), T("b"), NULL));
  count_busy(shared, tv_writer_unlink_places(w, T("a"), T("b"), NULL));
  count_busy(shared, tv_writer_erase(w, T("An"), NULL, NULL));
  count_busy(shared, tv_writer_purge(w, NULL));
  count_busy(shared, tv_writer_retain(w, 1, NULL, NULL));
  count_busy(shared, tv_writer_compact(w, NULL));
  count_busy(shared, tv_writer_dwell(w, T("canteen"), 60, NULL));
  count_busy(shared, tv_writer_rekey(w, T(keys), NULL));
  count_busy(shared, tv_writer_commit(w, NULL, NULL));
  count_busy(shared, tv_writer_commit_if_due(w, NULL, NULL));
  count_busy(shared, tv_writer_publish(w, NULL, NULL));
  count_busy(shared, tv_provoke_defect(w, NULL));
  return NULL;
}

static void *give_back(void *given) {
  struct shared *shared = (struct shared *)given;
  shared->freed = tv_writer_free(shared->writer);
  return NULL;
}

static void in_a_thread(void *(*work)(void *), void *given) {
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, work, given) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
}

static int use_elsewhere(const tv_progress *progress, void *user) {
  (void)progress;
  in_a_thread(use, user);
  return 0;
}

static int free_elsewhere(const tv_progress *progress, void *user) {
  struct shared *shared = (struct shared *)user;
  (void)progress;
  if (shared->freed == TV_BUSY) in_a_thread(give_back, user);
  return 0;
}

static void writers(const char *folder, tv_store *store) {
  struct shared shared = {NULL, 0, 0, TV_BUSY};
  const char *csv = below(folder, "busy.csv");
  write_file(csv, "person,place,start,end\nDung,canteen,0,60\n");
  tv_import_file file = {text_of("visits"), text_of(csv)};
  SIZED(tv_import_options, options);
  options.user = &shared;
  options.again = 1;
  OK(tv_store_writer(store, NULL, &shared.writer, &error));
  options.progress = use_elsewhere;
  OK(tv_writer_import(shared.writer, &file, 1, &options, NULL, &error));
  CHECK(shared.asked >= 28 && shared.busy == shared.asked);
  /* It may pass to another thread when it is in no use. */
  shared.asked = 0;
  OK(tv_writer_commit(shared.writer, NULL, &error));
  /* A handle that is freed in the middle of a call: the call ends as it would have. */
  options.progress = free_elsewhere;
  OK(tv_writer_import(shared.writer, &file, 1, &options, NULL, &error));
  CHECK(shared.freed == TV_OK);
  EXPECT(TV_HANDLE, tv_writer_commit(shared.writer, NULL, &error));
  OK(tv_store_writer(store, NULL, &shared.writer, &error));
  CHECK(tv_writer_free(shared.writer) == TV_OK);
}

/* Threads that read one handle: what each of them got. */
struct reading {
  void *handle;
  int found, ended, busy, other;
};

static void count_found(struct reading *reading, tv_status status) {
  reading->found += status == TV_OK;
  reading->ended += status == TV_END;
  reading->busy += status == TV_BUSY;
  reading->other += status != TV_OK && status != TV_END && status != TV_BUSY;
}

static void *read_rows(void *given) {
  struct reading *reading = (struct reading *)given;
  SIZED(tv_row, row);
  while (!reading->ended && !reading->other)
    count_found(reading, tv_rows_next((tv_rows *)reading->handle, &row, NULL));
  return NULL;
}

static void *read_stays(void *given) {
  struct reading *reading = (struct reading *)given;
  SIZED(tv_stay, stay);
  while (!reading->ended && !reading->other)
    count_found(reading, tv_stays_next((tv_stays *)reading->handle, &stay, NULL));
  return NULL;
}

static void *read_pairs(void *given) {
  struct reading *reading = (struct reading *)given;
  SIZED(tv_pair, pair);
  while (!reading->ended && !reading->other)
    count_found(reading, tv_pairs_next((tv_pairs *)reading->handle, &pair, NULL));
  return NULL;
}

static void *read_sites(void *given) {
  struct reading *reading = (struct reading *)given;
  SIZED(tv_site, site);
  while (!reading->ended && !reading->other)
    count_found(reading, tv_sites_next((tv_sites *)reading->handle, &site, NULL));
  return NULL;
}

/* However many threads read, and whoever is turned away: every row comes once. */
static void shared_out(void *handle, void *(*read)(void *), int rows, int may_be_busy) {
  pthread_t threads[THREADS];
  struct reading readings[THREADS];
  int found = 0, busy = 0;
  for (int i = 0; i < THREADS; i++) {
    struct reading fresh = {NULL, 0, 0, 0, 0};
    readings[i] = fresh;
    readings[i].handle = handle;
    CHECK(pthread_create(&threads[i], NULL, read, &readings[i]) == 0);
  }
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(readings[i].other == 0 && readings[i].ended == 1);
    found += readings[i].found;
    busy += readings[i].busy;
  }
  CHECK(found == rows);
  CHECK(may_be_busy || busy == 0);
}

static void readers(tv_snapshot *snapshot, tv_trace *trace) {
  tv_rows *rows = NULL;
  tv_stays *stays = NULL;
  tv_pairs *pairs = NULL;
  tv_sites *sites = NULL;
  OK(tv_trace_rows(trace, TV_STORED, &rows, &error));
  shared_out(rows, read_rows, MANY, 1);
  CHECK(tv_rows_free(rows) == TV_OK);
  OK(tv_snapshot_visits_of(snapshot, T("An"), TV_OPEN, TV_FOREVER, &stays, &error));
  shared_out(stays, read_stays, MANY, 1);
  CHECK(tv_stays_free(stays) == TV_OK);
  OK(tv_snapshot_pairs(snapshot, NULL, 0, TV_OPEN, TV_FOREVER, 1, &pairs, &error));
  shared_out(pairs, read_pairs, MANY, 1);
  CHECK(tv_pairs_free(pairs) == TV_OK);
  OK(tv_trace_sites(trace, &sites, &error));
  shared_out(sites, read_sites, MANY, 0);
  CHECK(tv_sites_free(sites) == TV_OK);
}

/* One snapshot, asked by all at once. */
static void *ask(void *given) {
  struct reading *reading = (struct reading *)given;
  tv_during an = during("An", 0, TV_FOREVER);
  tv_question question;
  question.struct_size = sizeof question;
  tv_question_init(&question);
  question.cases = &an;
  question.case_count = 1;
  for (int i = 0; i < 5; i++) {
    tv_trace *trace = NULL;
    tv_error *own = NULL;
    uint64_t count = 0;
    tv_status status =
        tv_trace_forward((tv_snapshot *)reading->handle, &question, NULL, &trace, &own);
    if (status == TV_OK) status = tv_trace_count(trace, &count, &own);
    reading->found += status == TV_OK && count == MANY;
    tv_error_free(own);
    tv_trace_free(trace);
  }
  return NULL;
}

static void asking(tv_snapshot *snapshot) {
  pthread_t threads[THREADS];
  struct reading readings[THREADS];
  for (int i = 0; i < THREADS; i++) {
    struct reading fresh = {NULL, 0, 0, 0, 0};
    readings[i] = fresh;
    readings[i].handle = snapshot;
    CHECK(pthread_create(&threads[i], NULL, ask, &readings[i]) == 0);
  }
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(readings[i].found == 5);
  }
}

int main(int argc, char **argv) {
  tv_store *store = NULL;
  tv_writer *writer = NULL;
  tv_snapshot *snapshot = NULL;
  tv_trace *trace = NULL;
  tv_during an = during("An", 0, TV_FOREVER);
  tv_question question;
  if (argc < 2) return 2;
  OK(tv_store_create(T(below(argv[1], "threads")), NULL, &store, &error));
  OK(tv_store_writer(store, NULL, &writer, &error));
  for (int i = 0; i < MANY; i++) {
    char person[16], place[16];
    snprintf(person, sizeof person, "p%d", i);
    snprintf(place, sizeof place, "q%d", i);
    OK(tv_writer_visit(writer, T("An"), T(place), i * 100, i * 100 + 60, &error));
    OK(tv_writer_visit(writer, T(person), T(place), i * 100, i * 100 + 60, &error));
  }
  OK(tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  OK(tv_store_snapshot(store, &snapshot, &error));
  question.struct_size = sizeof question;
  CHECK(tv_question_init(&question) == TV_OK);
  question.cases = &an;
  question.case_count = 1;
  OK(tv_trace_forward(snapshot, &question, NULL, &trace, &error));
  readers(snapshot, trace);
  asking(snapshot);
  tv_trace_free(trace);
  tv_snapshot_free(snapshot);
  writers(argv[1], store);
  tv_store_free(store);
  return ends();
}
