/* Plays the scenarios of tests/scenarios: argv[1] is a folder to work in, argv[2] theirs. */

#include "check.h"

#include <dirent.h>

#define LINES 256
#define LONGEST 512

static tv_error *error = NULL;

/* One scenario that is being played. */
struct player {
  const char *file;
  tv_store *store;
  tv_writer *writer;
  char question[LINES * LONGEST];
};

/* A section: its word, its argument, its lines. */
struct section {
  char word[64];
  char argument[128];
  char lines[LINES][LONGEST];
  int count;
  int at;
};

static void wrong(const struct player *player, const struct section *section, const char *problem,
                  const char *found) {
  checks_failed++;
  fprintf(stderr, "%s:%d: [%s]: %s: %s\n", player->file, section->at, section->word, problem, found);
}

static tv_status ask(struct player *player, tv_trace **trace) {
  tv_snapshot *snapshot = NULL;
  OK(tv_store_snapshot(player->store, &snapshot, &error));
  tv_status status = tv_trace_text(snapshot, T(player->question), NULL, 0, NULL, trace, &error);
  tv_snapshot_free(snapshot);
  return status;
}

static const char *const GRADES[] = {"recorded", "assumed_end", "coarse"};

/* One cell of a row, an event or a site; 0 for a column that it does not have. */
typedef int (*cell_fn)(const void *item, const char *column, char *cell);

static void put_text(char *cell, tv_text text) {
  snprintf(cell, LONGEST, "%.*s", (int)text.len, text.data ? text.data : "");
}

static int put_number(char *cell, int64_t number) {
  snprintf(cell, LONGEST, "%lld", (long long)number);
  return 1;
}

static int row_cell(const void *item, const char *column, char *cell) {
  const tv_row *row = (const tv_row *)item;
  if (!strcmp(column, "person")) put_text(cell, row->person);
  else if (!strcmp(column, "infector")) put_text(cell, row->infector);
  else if (!strcmp(column, "place")) put_text(cell, row->place);
  else if (!strcmp(column, "level")) put_number(cell, row->level);
  else if (!strcmp(column, "first_exposure")) put_number(cell, row->first_exposure);
  else if (!strcmp(column, "earliest_exposure")) put_number(cell, row->earliest_exposure);
  else if (!strcmp(column, "overlap_start")) put_number(cell, row->overlap_start);
  else if (!strcmp(column, "overlap_end")) put_number(cell, row->overlap_end);
  else if (!strcmp(column, "person_seconds")) put_number(cell, (int64_t)row->person_seconds);
  else if (!strcmp(column, "grade")) snprintf(cell, LONGEST, "%s", GRADES[row->grade]);
  else return 0;
  return 1;
}

static int event_cell(const void *item, const char *column, char *cell) {
  const tv_event *event = (const tv_event *)item;
  if (!strcmp(column, "infector")) put_text(cell, event->infector);
  else if (!strcmp(column, "exposed")) put_text(cell, event->exposed);
  else if (!strcmp(column, "place")) put_text(cell, event->place);
  else if (!strcmp(column, "hop")) put_number(cell, event->hop);
  else if (!strcmp(column, "overlap_start")) put_number(cell, event->overlap_start);
  else if (!strcmp(column, "overlap_end")) put_number(cell, event->overlap_end);
  else if (!strcmp(column, "grade")) snprintf(cell, LONGEST, "%s", GRADES[event->grade]);
  else return 0;
  return 1;
}

static int site_cell(const void *item, const char *column, char *cell) {
  const tv_site *site = (const tv_site *)item;
  if (!strcmp(column, "place")) put_text(cell, site->place);
  else if (!strcmp(column, "exposed")) put_number(cell, (int64_t)site->exposed);
  else if (!strcmp(column, "infectious")) put_number(cell, (int64_t)site->infectious);
  else if (!strcmp(column, "person_seconds")) put_number(cell, (int64_t)site->person_seconds);
  else return 0;
  return 1;
}

/* Compares an item with line `at` of the section, in the columns that its first line names. */
static void compare(const struct player *player, const struct section *section, int at,
                    const void *item, cell_fn cell_of) {
  char columns[LONGEST], found[LINES * 4] = "", cell[LONGEST];
  snprintf(columns, sizeof columns, "%s", section->lines[0]);
  for (char *left = NULL, *column = strtok_r(columns, ",", &left); column;
       column = strtok_r(NULL, ",", &left)) {
    if (!cell_of(item, column, cell)) wrong(player, section, "unknown column", column);
    size_t used = strlen(found);
    snprintf(found + used, sizeof found - used, "%s%s", used || column != columns ? "," : "", cell);
  }
  checks_done++;
  if (at >= section->count) wrong(player, section, "one too many", found);
  else if (strcmp(found, section->lines[at])) wrong(player, section, section->lines[at], found);
}

static void table(struct player *player, const struct section *section) {
  tv_trace *trace = NULL;
  tv_status status = TV_OK;
  int at = 1;
  OK(ask(player, &trace));
  if (!strcmp(section->word, "rows")) {
    tv_rows *rows = NULL;
    SIZED(tv_row, row);
    row.struct_size = sizeof row;
    OK(tv_trace_rows(trace, TV_BY_LEVEL, &rows, &error));
    for (; (status = tv_rows_next(rows, &row, &error)) == TV_OK; at++)
      compare(player, section, at, &row, row_cell);
    tv_rows_free(rows);
  } else if (!strcmp(section->word, "chain")) {
    tv_chain *chain = NULL;
    SIZED(tv_event, event);
    event.struct_size = sizeof event;
    OK(tv_trace_chain(trace, T(section->argument), &chain, &error));
    for (; (status = tv_chain_next(chain, &event, &error)) == TV_OK; at++)
      compare(player, section, at, &event, event_cell);
    tv_chain_free(chain);
  } else {
    tv_sites *sites = NULL;
    SIZED(tv_site, site);
    site.struct_size = sizeof site;
    OK(tv_trace_sites(trace, &sites, &error));
    for (; (status = tv_sites_next(sites, &site, &error)) == TV_OK; at++)
      compare(player, section, at, &site, site_cell);
    tv_sites_free(sites);
  }
  EXPECT(TV_END, status);
  if (at < section->count) wrong(player, section, "missing", section->lines[at]);
  tv_trace_free(trace);
}

static void why_not(struct player *player, const struct section *section) {
  tv_trace *trace = NULL;
  tv_why_not *why = NULL;
  uint32_t reason = 0;
  SIZED(tv_miss, miss);
  miss.struct_size = sizeof miss;
  OK(ask(player, &trace));
  OK(tv_trace_why_not(trace, T(section->argument), 0, &why, &error));
  OK(tv_why_not_reason(why, &reason, NULL, NULL, &error));
  const char *found = reason == TV_IS_CASE ? "case"
                      : reason == TV_NO_COMMON_PLACE ? "no_common_place"
                                                     : "exposed";
  if (reason == TV_MISSED) {
    OK(tv_why_not_next(why, &miss, &error));
    found = miss.rule.data;
  }
  checks_done++;
  if (strcmp(found, section->lines[0])) wrong(player, section, section->lines[0], found);
  tv_why_not_free(why);
  tv_trace_free(trace);
}

static void play(struct player *player, const struct section *section) {
  if (!strcmp(section->word, "records")) {
    for (int i = 0; i < section->count; i++) {
      tv_status status = tv_writer_line(player->writer, T(section->lines[i]), &error);
      if (status == TV_END) status = tv_writer_commit(player->writer, NULL, &error);
      OK(status);
    }
    OK(tv_writer_commit(player->writer, NULL, &error));
  } else if (!strcmp(section->word, "erase")) {
    OK(tv_writer_erase(player->writer, T(section->argument), NULL, &error));
  } else if (!strcmp(section->word, "question")) {
    player->question[0] = 0;
    for (int i = 0; i < section->count; i++) {
      strcat(player->question, section->lines[i]);
      strcat(player->question, "\n");
    }
  } else if (!strcmp(section->word, "error")) {
    tv_trace *trace = NULL;
    CHECK(ask(player, &trace) == TV_QUESTION);
    const char *message = tv_error_message(error, NULL);
    if (!message || strncmp(message, section->lines[0], strlen(section->lines[0])))
      wrong(player, section, section->lines[0], message ? message : "no message");
    tv_error_free(error);
    error = NULL;
  } else if (!strcmp(section->word, "why_not")) {
    why_not(player, section);
  } else if (!strcmp(section->word, "rows") || !strcmp(section->word, "chain") ||
             !strcmp(section->word, "sites")) {
    table(player, section);
  } else {
    wrong(player, section, "unknown section", section->word);
  }
}

/* Reads a file section by section, and plays each when the next one begins. */
static void scenario(const char *path, const char *name, const char *work) {
  static struct section section;
  static struct player player;
  char line[LONGEST];
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL);
  if (!file) return;
  memset(&player, 0, sizeof player);
  memset(&section, 0, sizeof section);
  player.file = name;
  OK(tv_store_create(T(below(work, name)), NULL, &player.store, &error));
  OK(tv_store_writer(player.store, NULL, &player.writer, &error));
  for (int at = 1; fgets(line, sizeof line, file); at++) {
    line[strcspn(line, "\n")] = 0;
    size_t len = strlen(line);
    if (!len || line[0] == '#') continue;
    if (line[0] == '[' && line[1] != '[' && line[len - 1] == ']') {
      if (section.word[0]) play(&player, &section);
      memset(&section, 0, sizeof section);
      section.at = at;
      line[len - 1] = 0;
      char *space = strchr(line, ' ');
      if (space) {
        *space = 0;
        snprintf(section.argument, sizeof section.argument, "%s", space + 1);
      }
      snprintf(section.word, sizeof section.word, "%.63s", line + 1);
    } else if (section.count < LINES) {
      snprintf(section.lines[section.count++], LONGEST, "%s", line);
    }
  }
  play(&player, &section);
  fclose(file);
  tv_writer_free(player.writer);
  tv_store_free(player.store);
}

int main(int argc, char **argv) {
  int played = 0;
  DIR *folder = argc < 3 ? NULL : opendir(argv[2]);
  if (!folder) return 2;
  for (struct dirent *entry; (entry = readdir(folder));) {
    char path[1024], *end = strrchr(entry->d_name, '.');
    if (!end || strcmp(end, ".txt")) continue;
    snprintf(path, sizeof path, "%s/%s", argv[2], entry->d_name);
    scenario(path, entry->d_name, argv[1]);
    played++;
  }
  closedir(folder);
  printf("%d scenarios\n", played);
  CHECK(played >= 20);
  return ends();
}
