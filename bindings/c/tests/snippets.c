/* One block of C of a document, as it stands there: BLOCK names a file that holds it. It is run in a
 * folder, argv[1], with the stores that the documents speak of, and with what they take as given. */

#include "check.h"

#include <unistd.h>

static tv_error *error = NULL;
static tv_snapshot *snapshot = NULL;

/* 8 May 2021. */
static const int64_t NOON = INT64_C(1620432000);

/* An, who is a case, and Binh were at the canteen together; both live in one commune. */
static tv_store *province(const char *path) {
  tv_store *store = NULL;
  tv_writer *writer = NULL;
  SIZED(tv_person, person);
  SIZED(tv_unit, unit);
  person.unit = text_of("24/213/07213");
  unit.population = 9101;
  unit.has_population = 1;
  OK(tv_store_create(T(path), NULL, &store, &error));
  OK(tv_store_writer(store, NULL, &writer, &error));
  OK(tv_writer_unit(writer, T("24/213/07213"), &unit, &error));
  OK(tv_writer_person(writer, T("An"), &person, &error));
  OK(tv_writer_person(writer, T("Binh"), &person, &error));
  OK(tv_writer_visit(writer, T("An"), T("canteen"), NOON, NOON + 3600, &error));
  OK(tv_writer_visit(writer, T("Binh"), T("canteen"), NOON + 1800, NOON + 5400, &error));
  OK(tv_writer_case(writer, T("An"), NOON + 4000, TV_OPEN, TV_OPEN, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
  return store;
}

static void block(void) {
#include BLOCK
}

/* The answer of a Friday on which less was known. */
static void friday(tv_store *store) {
  tv_writer *writer = NULL;
  tv_snapshot *then = NULL;
  tv_trace *trace = NULL;
  tv_during an = during("An", NOON, NOON + 7200);
  tv_question question;
  question.struct_size = sizeof question;
  CHECK(tv_question_init(&question) == TV_OK);
  question.cases = &an;
  question.case_count = 1;
  OK(tv_store_snapshot(store, &then, &error));
  OK(tv_trace_forward(then, &question, NULL, &trace, &error));
  OK(tv_trace_save(trace, T("friday.answer"), &error));
  tv_trace_free(trace);
  tv_snapshot_free(then);
  OK(tv_store_writer(store, NULL, &writer, &error));
  OK(tv_writer_visit(writer, T("Chi"), T("canteen"), NOON, NOON + 60, &error));
  OK(tv_writer_commit(writer, NULL, &error));
  tv_writer_free(writer);
}

int main(int argc, char **argv) {
  if (argc < 2 || chdir(argv[1]) != 0) return 2;
  tv_store *store = province("province.tv");
  friday(store);
  tv_store_free(province("canteen.tv"));
  OK(tv_store_snapshot(store, &snapshot, &error));
  tv_store_free(store);
  block();
  tv_snapshot_free(snapshot);
  tv_error_free(error);
  return checks_failed == 0 ? 0 : 1;
}
