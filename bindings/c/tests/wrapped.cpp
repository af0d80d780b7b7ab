/* The C++ header: handles that free themselves, exceptions, rows in a range-for. argv[1] is a folder. */

#include <truyvet.hpp>

#include "check.h"

static void all(const std::string &folder) {
  auto store = truyvet::Store::create(folder + "/wrapped.tv");
  auto writer = store.writer();
  writer.visit("An", "canteen", 0, 3600);
  writer.visit("B\303\254nh", "canteen", 1800);
  writer.contact("B\303\254nh", "Chi", 9000, 9900);
  CHECK(writer.commit().records == 3);

  truyvet::Question question;
  question.from("An", 0, 3600).hops(TV_ALL_HOPS).min_overlap(900);
  auto snapshot = store.snapshot();
  auto trace = snapshot.forward(question);
  CHECK(trace.size() == 2);
  std::vector<std::string> people;
  for (const truyvet::Row &row : trace.rows()) people.push_back(row.person);
  CHECK((people == std::vector<std::string>{"B\303\254nh", "Chi"}));
  auto chain = trace.chain("Chi");
  CHECK(chain.size() == 2 && chain[0].place == "canteen" && !chain[1].place);
  CHECK(chain[0].grade == TV_ASSUMED_END && snapshot.stats().visits == 2);
  CHECK(snapshot.ask("cases = [{ person = \"Chi\", infectious = { start = 0, end = 1 } }]").size() == 0);

  ArrowArrayStream stream;
  trace.arrow(&stream);
  stream.release(&stream);

  auto moved = std::move(trace);
  CHECK(moved.size() == 2);
  try {
    trace.size();
    CHECK(false);
  } catch (const truyvet::Error &error) {
    CHECK(error.status == TV_HANDLE);
  }
  try {
    truyvet::Question nobody;
    snapshot.backward(nobody);
    CHECK(false);
  } catch (const truyvet::Error &error) {
    CHECK(error.status == TV_QUESTION && error.field == "cases");
    CHECK(std::string(error.what()).rfind("cases: none given", 0) == 0);
  }
  try {
    truyvet::Store::open(folder + "/nothing");
    CHECK(false);
  } catch (const truyvet::Error &error) {
    CHECK(error.status == TV_NOT_A_STORE && error.file == folder + "/nothing");
  }
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  all(argv[1]);
  static tv_error *error = nullptr;
  OK(tv_store_free(nullptr));
  return ends();
}
