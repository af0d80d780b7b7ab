/* The rest of the C++ header, so that every function of truyvet.h is reached from it. argv[1] is a folder. */

#include <truyvet.hpp>

#include "check.h"

static const char *const KEYS =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";

/* Checks that something is refused with a status. */
template <typename Work>
static void refused(tv_status status, Work work) {
  try {
    work();
    CHECK(false);
  } catch (const truyvet::Error &error) {
    CHECK(error.status == status);
    CHECK(error.what()[0] != 0);
  }
}

static void written(truyvet::Store &store, const std::string &folder) {
  auto writer = store.writer();
  auto place = truyvet::sized<tv_place>();
  place.kind = truyvet::text("canteen");
  writer.place("canteen", place);
  writer.source("qr:1");
  writer.visits({tv_visit{truyvet::text("An"), truyvet::text("canteen"), 0, 2000},
                 tv_visit{truyvet::text("Ba"), truyvet::text("canteen"), 1000, TV_OPEN}});
  writer.contacts({tv_contact{truyvet::text("Ba"), truyvet::text("Chi"), 5000, 5600}});
  CHECK(!writer.line("visit,Em,home,0,60"));
  CHECK(writer.line("commit"));
  CHECK(writer.commit().records >= 5);
  auto person = truyvet::sized<tv_person>();
  person.unit = truyvet::text("24/213");
  writer.person("An", person);
  auto unit = truyvet::sized<tv_unit>();
  unit.population = 9000;
  unit.has_population = 1;
  writer.unit("24/213", unit);
  writer.confirmed("An", 9000);
  writer.confirmed("Em", 9000, 8000);
  writer.commit();
  writer.retract_case("Em", 9000);
  writer.visit("Em", "market", 0, 60);
  writer.contact("Em", "Dung", 0, 60);
  writer.commit();
  writer.retract_visit("Em", "market", 0);
  writer.retract_contact("Dung", "Em", 0);
  writer.link("An", "phone:1");
  writer.unlink("An", "phone:1");
  writer.link_places("canteen", "qr:9");
  writer.unlink_places("canteen", "qr:9");
  writer.dwell("canteen", 1800);
  CHECK(!writer.commit_if_due());
  CHECK(writer.publish().published != 0);
  CHECK(writer.erase("Dung").ids == 1);
  writer.purge();
  writer.compact();
  CHECK(writer.retain(-1000).published != 0);
  const std::string csv = folder + "/more.csv";
  write_file(csv.c_str(), "person,place,start,end\nDung,market,0,60\n");
  auto report = writer.import({tv_import_file{truyvet::text("visits"), truyvet::text(csv)}});
  CHECK(report.rows_taken == 1);
  writer.commit();
}

static void asked(truyvet::Store &store, const std::string &folder) {
  auto snapshot = store.snapshot();
  truyvet::Question question;
  question.from("An", 0).hops(2).min_overlap(60).latent(0).until(100000).window(0, 100000);
  auto trace = snapshot.forward(question);
  CHECK(trace.size() == 2 && (trace.levels() == std::vector<std::uint64_t>{1, 1}));
  CHECK(trace.between("Ba", "Chi").size() == 1 && trace.between("Ba", "Chi")[0].qualifies);
  auto sites = trace.sites();
  CHECK(sites.size() == 2 && sites[0].intervals.size() == 1);
  auto why = trace.why_not("Em");
  CHECK(why.why == TV_NO_COMMON_PLACE && why.misses.empty());
  CHECK(trace.why_not("Ba").why == TV_EXPOSED);
  CHECK(trace.tree(TV_DOT).rfind("digraph", 0) == 0);
  std::uint64_t left_out = 0;
  CHECK(!trace.tree(TV_GRAPHML, 1, &left_out).empty() && left_out == 1);
  CHECK(trace.case_sheet()[0] == '{' && !trace.case_sheet_html("en", "UTC").empty());
  trace.save(folder + "/more.answer");
  CHECK(store.open_trace(folder + "/more.answer").size() == 2);
  CHECK(trace.difference(snapshot.retrace(trace)).empty());

  truyvet::Question closed;
  closed.from("An", 0).hops(2).min_overlap(60).until(100000).window(0, 100000);
  closed.close("canteen").isolate("Em", 0).split("home", 2);
  auto changes = trace.difference(snapshot.forward(closed));
  CHECK(changes.size() == 2 && changes[0].person == "Ba" && changes[0].change == TV_CHANGE_GONE);
  truyvet::Question wide;
  wide.from("An", 0).lag("canteen", 60).cumulative(600, 86400).roll_up("company");
  CHECK(snapshot.backward(wide).size() <= 2);

  CHECK(snapshot.knows("An") && !snapshot.knows("Nobody"));
  CHECK(snapshot.person("An").unit == "24/213" && !snapshot.person("An").doses);
  CHECK(snapshot.cases().size() == 1 && snapshot.cases("Em").empty());
  auto units = snapshot.units();
  CHECK(units.size() == 1 && units[0].path == "24/213" && units[0].population == 9000);
  CHECK(snapshot.visits_of("An", TV_OPEN, TV_FOREVER).rest().size() == 1);
  CHECK(snapshot.contacts_of("Chi", TV_OPEN, TV_FOREVER).rest()[0].person == "Ba");
  CHECK(snapshot.visitors_of("canteen", TV_OPEN, TV_FOREVER).rest().size() == 2);
  CHECK(snapshot.neighbours("Ba", TV_OPEN, TV_FOREVER, 60).rest().size() == 2);
  CHECK(snapshot.pairs({}, TV_OPEN, TV_FOREVER, 60).rest().size() == 2);
  auto two = snapshot.pairs({truyvet::text("An"), truyvet::text("Ba")}, 0, 9000, 60).rest();
  CHECK(two.size() == 1 && two[0].seconds == 1000);
  truyvet::Question both;
  both.from("An", 0, 9000).from("Ba", 0, 9000);
  CHECK(snapshot.common_sites(both)[0].place == "canteen");

  auto limits = truyvet::sized<tv_limits>();
  limits.max_rows = 1;
  try {
    snapshot.forward(question, &limits);
    CHECK(false);
  } catch (const truyvet::Error &error) {
    CHECK(error.status == TV_EXCEEDED && error.hops_finished >= 1 && error.rows_finished >= 1);
  }
  truyvet::Cancel cancel;
  cancel.stop();
  limits.max_rows = 0;
  limits.cancel = cancel.get();
  refused(TV_CANCELLED, [&] { snapshot.forward(question, &limits); });
  CHECK(snapshot.ask("cases = [{ person = \"An\", infectious = { start = 0, end = 9 } }]", nullptr,
                     "who-close-contact")
            .size() == 0);
}

static void in_a_centre(truyvet::Store &store, const std::string &folder) {
  auto snapshot = store.snapshot();
  auto how = truyvet::sized<tv_centre_options>();
  how.treatment = TV_TREATMENT_OK;
  how.level = TV_DISTRICT;
  how.suppress = 1;
  auto zones = snapshot.zones(&how);
  CHECK(zones.size() == 1 && !zones.row(1));
  CHECK(truyvet::view(zones.row(0)->unit) == "24/213" && zones.row(0)->cases == 1);
  CHECK(zones.total().cases == 1 && zones.rest().level == 0);
  CHECK(zones.about().level == TV_DISTRICT && zones.json()[0] == '{');
  const std::string shapes = folder + "/more.json";
  write_file(shapes.c_str(),
             "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":null,"
             "\"properties\":{\"gso\":\"213\"}}]}");
  auto map = zones.geojson(shapes, "gso");
  CHECK(map.unit_count == 0 && map.units_without_shape.empty() && map.shapes_without_unit == 0);
  CHECK(map.json.find("zone_colour") != std::string::npos);
  how.treatment = 0;
  truyvet::Question question;
  CHECK(snapshot.panorama(&how, &question)[0] == '{');
}

static void kept(truyvet::Store &store, const std::string &path) {
  auto history = store.history();
  CHECK(!history.empty() && history.back().last == store.snapshot().stats().number);
  CHECK(store.snapshot_at(history.back().time).stats().number >= history.front().first);
  refused(TV_NOT_KEPT, [&] { store.snapshot_as_of(7777); });
  CHECK(truyvet::verify(path).empty());
  auto writer = store.writer();
  writer.rekey(KEYS);
  refused(TV_POISONED, [&] { writer.commit(); });
  auto how = truyvet::sized<tv_open_options>();
  how.keys = truyvet::text(KEYS);
  CHECK(truyvet::Store::open(path, &how).snapshot().knows("An"));
}

/* The rows of an answer are batches that a writer takes, if their columns are those of a file. */
static void arrow(const std::string &folder) {
  auto store = truyvet::Store::create(folder + "/arrow.tv");
  auto writer = store.writer();
  writer.visit("An", "canteen", 0, 60);
  writer.visit("Ba", "canteen", 0, 60);
  writer.commit();
  ArrowArrayStream stream;
  store.snapshot().ask("cases = [{ person = \"An\", infectious = { start = 0, end = 9 } }]")
      .arrow(&stream);
  refused(TV_IMPORT, [&] { writer.arrow("visits", &stream); });
  CHECK(!stream.release);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  const std::string folder = argv[1], path = folder + "/more.tv";
  auto store = truyvet::Store::create(path);
  written(store, folder);
  asked(store, folder);
  in_a_centre(store, folder);
  kept(store, path);
  arrow(folder);
  static tv_error *error = nullptr;
  OK(tv_store_free(nullptr));
  return ends();
}
