/* truyvet: contact tracing from C, and from everything that can call C. SPDX: MIT OR Apache-2.0
 *
 * What holds for every function:
 *
 * - It returns a tv_status: 0 is success. The last argument, if not null, is a place for an error
 *   object; after a success it is null, after an error it holds what tv_error_message and its
 *   siblings read, and the caller frees it with tv_error_free.
 * - Handles (tv_store, tv_trace, ..) are numbers that are never followed as pointers. One that is
 *   null, was freed, or is of another type is TV_HANDLE. Whoever got a handle frees it; what was
 *   made from it goes on without it. After fork() a child must not use the handles of its parent.
 * - Other pointers must be null, where that is allowed, or point to what the type says, for as long
 *   as the call lasts. A null where something is needed is TV_ARGUMENT.
 * - A text is UTF-8 with a length in bytes; the length TV_NUL says that it ends in a NUL. Texts that
 *   come back have both a length and a NUL, and say how long they live.
 * - A struct that begins with struct_size may get more fields in a later version. Set all of it to
 *   zero (but tv_question: tv_question_init) and struct_size to its sizeof. Fields that an older
 *   program does not know count as zero; fields that an older library does not know must be zero.
 * - Times are whole seconds since 1970, UTC; intervals have their start and not their end.
 * - "Threads: any" may be called by several threads at once with the same handles; "one at a time"
 *   gives TV_BUSY to the second one, and to a callback that uses what its own call is using. Every
 *   handle may pass from thread to thread.
 * - No panic leaves the library: TV_DEFECT instead, and a line on the standard error that says where
 *   it was. Otherwise it never prints or logs, and it never reads the environment.
 *
 * docs/c.md shows how it is used; docs/semantics.md says what answers mean ("S1" to "S36").
 */


#ifndef TRUYVET_H
#define TRUYVET_H

/* Made by `cargo xtask header` from bindings/c/src: change that, and run it again. */

#include <stddef.h>
#include <stdint.h>

/* The version of the ABI that this header belongs to: compare it with tv_abi_version(). */
#define TV_ABI_VERSION 1u

/* The length of a text that ends in a NUL. */
#define TV_NUL SIZE_MAX
/* A time or a length of time without end. */
#define TV_FOREVER INT64_MAX
/* The end of a visit whose check-out has not arrived (S4); a start since ever. */
#define TV_OPEN INT64_MIN
/* As many hops as change anything. */
#define TV_ALL_HOPS UINT32_MAX

/* Orders of rows: by level, time, id; the highest risk first; by level, time, number in the store. */
#define TV_BY_LEVEL 0u
#define TV_BY_RISK 1u
#define TV_STORED 2u

/* How sure an event is (S16): both stays were recorded with their ends; it rests on an open visit;
 * it rests on a roll-up. */
#define TV_RECORDED 0u
#define TV_ASSUMED_END 1u
#define TV_COARSE 2u

/* Why somebody is not in an answer (S31): there are near misses; the person is in it after all; is a
 * case; was nowhere within a day of anybody infectious. */
#define TV_MISSED 0u
#define TV_EXPOSED 1u
#define TV_IS_CASE 2u
#define TV_NO_COMMON_PLACE 3u

/* What changed for one person from one answer to another (S30): only in the second; only in the first;
 * another level; the same level at other times. */
#define TV_CHANGE_NEW 0u
#define TV_CHANGE_GONE 1u
#define TV_CHANGE_LEVEL 2u
#define TV_CHANGE_TIME 3u

/* Languages in which a tree is written: Graphviz; GraphML. */
#define TV_DOT 0u
#define TV_GRAPHML 1u

/* Levels of administrative units (S26, S35). 0 is what is usual where one is asked for. */
#define TV_PROVINCE 1u
#define TV_DISTRICT 2u
#define TV_COMMUNE 3u

/* Whether hospitals can take in whoever falls ill (S26). 0: nobody said. */
#define TV_TREATMENT_OK 1u
#define TV_TREATMENT_SHORT 2u

/* A count that is not shown, because it is small or because a small one could be computed from it
 * (S27). It is not 0. */
#define TV_HIDDEN INT64_C(-1)

/* The Arrow C data and stream interfaces, word by word as Apache Arrow specifies them. */
#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif

#ifdef __cplusplus
}
#endif


/**
 * What a call came to. 0 is success, 1 the end of a list; everything else is an error, and the
 * error object says more.
 */
enum tv_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Done.
   */
  TV_OK = 0,
  /**
   * There is nothing more: the end of rows, events, sites. No error object is made.
   */
  TV_END = 1,
  /**
   * The question is at fault (S28).
   */
  TV_QUESTION = 2,
  /**
   * An id, time, kind or other value, or a record made of them, cannot be used.
   */
  TV_VALUE = 3,
  /**
   * Somebody or something was named that the store has never heard of, or who was erased.
   */
  TV_UNKNOWN = 4,
  /**
   * A file of the store is not what was written.
   */
  TV_DAMAGED = 5,
  /**
   * The operating system refused to open, read or write.
   */
  TV_IO = 6,
  /**
   * Another writer holds the store.
   */
  TV_LOCKED = 7,
  /**
   * There is no store where one was to be opened.
   */
  TV_NOT_A_STORE = 8,
  /**
   * There is a store already where one was to be created.
   */
  TV_EXISTS = 9,
  /**
   * A file, line or batch to import is at fault.
   */
  TV_IMPORT = 10,
  /**
   * The keys of a pseudonymous store are needed, or are not the ones given.
   */
  TV_KEY = 11,
  /**
   * A store for tracing only was asked for more, or to be written.
   */
  TV_TRACING_ONLY = 12,
  /**
   * An earlier state was asked that the store does not keep (S29).
   */
  TV_NOT_KEPT = 13,
  /**
   * More than a store can hold.
   */
  TV_LIMIT = 14,
  /**
   * The store was written by another version of truyvet.
   */
  TV_VERSION = 15,
  /**
   * The writer failed before: free it, open a new one and repeat what was not committed.
   */
  TV_POISONED = 16,
  /**
   * The question cost more than its budget allows.
   */
  TV_EXCEEDED = 17,
  /**
   * A callback or a tv_cancel stopped the work.
   */
  TV_CANCELLED = 18,
  /**
   * A saved answer is damaged, of another layout, or of another store.
   */
  TV_SAVED = 19,
  /**
   * A handle is null, was freed, or is of another type.
   */
  TV_HANDLE = 20,
  /**
   * The handle is in use at this moment, by another thread or by the call that called back, and
   * it is for one at a time.
   */
  TV_BUSY = 21,
  /**
   * An argument is at fault as C: a null pointer, text that is not UTF-8, a wrong struct_size.
   */
  TV_ARGUMENT = 22,
  /**
   * A defect of truyvet: nothing was done, and what the handle held may be gone. Please report it.
   */
  TV_DEFECT = 23,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tv_status tv_status;
#else
typedef int32_t tv_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Stops questions from another thread. Any thread may use it.
 */
typedef struct tv_cancel tv_cancel;

/**
 * Confirmed cases of the register (S36), to be read with tv_cases_next. Any thread may read it;
 * threads that read one share the cases out.
 */
typedef struct tv_cases tv_cases;

/**
 * The events that lead from a case to one person, or all between two people (S25), to be read with
 * tv_chain_next. Any thread may read it; threads that read one share the events out.
 */
typedef struct tv_chain tv_chain;

/**
 * What changed from one answer to another (S30), to be read with tv_changes_next. Any thread may
 * read it; threads that read one share the changes out.
 */
typedef struct tv_changes tv_changes;

/**
 * Places that cases have in common (S24), to be read with tv_common_sites_next. Any thread may
 * read it; threads that read one share the places out.
 */
typedef struct tv_common_sites tv_common_sites;

/**
 * A text: JSON, or a page of HTML. Any thread may read it.
 */
typedef struct tv_document tv_document;

/**
 * Why a call failed: made by the call, freed with tv_error_free by whoever gave the place for it.
 * Any thread may read it.
 */
typedef struct tv_error tv_error;

/**
 * What a verification found, to be read with tv_findings_next. Any thread may read it.
 */
typedef struct tv_findings tv_findings;

/**
 * Pairs of people, to be read with tv_pairs_next as they are found, by one thread at a time:
 * another one gets TV_BUSY.
 */
typedef struct tv_pairs tv_pairs;

/**
 * The rows of an answer, to be read with tv_rows_next, by one thread at a time: another one gets
 * TV_BUSY.
 */
typedef struct tv_rows tv_rows;

/**
 * The exposure sites of an answer (S23), to be read with tv_sites_next. Any thread may read it;
 * threads that read one share the sites out.
 */
typedef struct tv_sites tv_sites;

/**
 * One committed state of a store (S7): later commits do not change it. Any number of threads may
 * use it at once. It keeps working memory for the next trace, so keep it for several questions.
 */
typedef struct tv_snapshot tv_snapshot;

/**
 * Records, or stretches of time together, to be read with tv_stays_next as they are found, by one
 * thread at a time: another one gets TV_BUSY.
 */
typedef struct tv_stays tv_stays;

/**
 * A store of visits, contacts and places: a folder. Any number of threads may use it at once.
 */
typedef struct tv_store tv_store;

/**
 * Who was exposed: the answer to a question, of one snapshot. Any number of threads may use it at
 * once.
 */
typedef struct tv_trace tv_trace;

/**
 * Administrative units (S35), to be read with tv_units_next. Any thread may read it; threads that
 * read one share the units out.
 */
typedef struct tv_units tv_units;

/**
 * Why a person is not in an answer (S31), with the nearest misses to be read with
 * tv_why_not_next. Any thread may read it; threads that read one share the misses out.
 */
typedef struct tv_why_not tv_why_not;

/**
 * Puts records into a store. There is one writer of a store at a time, and one thread at a time
 * may use it: another one gets TV_BUSY. It may pass from thread to thread.
 */
typedef struct tv_writer tv_writer;

/**
 * A level and a colour for every unit (S26). Any number of threads may read it at once.
 */
typedef struct tv_zones tv_zones;

/**
 * A text: UTF-8 of `len` bytes, or up to its NUL if `len` is TV_NUL. With `data` null there is
 * none. This struct never grows.
 */
typedef struct tv_text {
  /**
   * The first byte. It need not end in a NUL; texts that truyvet gives do.
   */
  const char *data;
  /**
   * Bytes, the NUL not counted.
   */
  size_t len;
} tv_text;

/**
 * How a store is made. Zeros (beside struct_size) are what is usual.
 */
typedef struct tv_create_options {
  /**
   * sizeof(tv_create_options).
   */
  size_t struct_size;
  /**
   * Seconds that one partition spans; 0 is a day.
   */
  int64_t partition_s;
  /**
   * For how many seconds earlier states can be asked (S29); 0 is 14 days, -1 is not at all.
   */
  int64_t history_s;
  /**
   * For how many seconds after its end a partition expects records; 0 is 7 days, -1 none.
   */
  int64_t lateness_s;
  /**
   * After how many seconds nothing of an erased person may be left on disk; 0 is a day, -1 is
   * at once.
   */
  int64_t erase_within_s;
  /**
   * Not 0: every question must begin at a person, whoever opens the store, for good.
   */
  uint32_t tracing_only;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
  /**
   * The text of a key file, to make the store pseudonymous; no text for plain ids.
   */
  struct tv_text keys;
} tv_create_options;

/**
 * How a store is opened. Zeros (beside struct_size) are what is usual.
 */
typedef struct tv_open_options {
  /**
   * sizeof(tv_open_options).
   */
  size_t struct_size;
  /**
   * The text of the key file of a pseudonymous store; no text to open it without.
   */
  struct tv_text keys;
  /**
   * Not 0: for tracing only; nothing can be listed or written.
   */
  uint32_t tracing_only;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
} tv_open_options;

/**
 * Commits that can be asked (S29): all from first to last. Never grows.
 */
typedef struct tv_kept {
  /**
   * The first of them.
   */
  uint64_t first;
  /**
   * The last of them.
   */
  uint64_t last;
  /**
   * When the last one was made, by the writer's clock.
   */
  int64_t time;
} tv_kept;

/**
 * What a snapshot holds, counted.
 */
typedef struct tv_stats {
  /**
   * sizeof(tv_stats), set by the caller.
   */
  size_t struct_size;
  /**
   * The number of the commit.
   */
  uint64_t number;
  /**
   * People with a number.
   */
  uint64_t people;
  /**
   * Places with a number.
   */
  uint64_t places;
  /**
   * Visits that are not replaced.
   */
  uint64_t visits;
  /**
   * Of these, open ones (S4).
   */
  uint64_t open_visits;
  /**
   * Contacts that are not replaced.
   */
  uint64_t contacts;
  /**
   * Rows on disk that a later record replaced.
   */
  uint64_t replaced_rows;
  /**
   * Segments.
   */
  uint64_t segments;
  /**
   * Bytes on disk.
   */
  uint64_t bytes;
  /**
   * The start of the first record; TV_FOREVER if there are no records.
   */
  int64_t first;
  /**
   * The end of the last record; TV_FOREVER if there are no records.
   */
  int64_t last;
  /**
   * Confirmed cases of the register (S36).
   */
  uint64_t cases;
  /**
   * Units that were declared, or that somebody lives in (S35).
   */
  uint64_t units;
  /**
   * When the commit was made, by the writer's clock.
   */
  int64_t committed;
  /**
   * No record that ends then or before is shown (S34); TV_OPEN if there is no such floor.
   */
  int64_t floor;
  /**
   * Links between ids of people (S6).
   */
  uint64_t links;
  /**
   * Links between ids of places.
   */
  uint64_t place_links;
} tv_stats;

/**
 * How a writer works. Zeros (beside struct_size) are what is usual.
 */
typedef struct tv_writer_options {
  /**
   * sizeof(tv_writer_options).
   */
  size_t struct_size;
  /**
   * How many records the log holds before they are published as segments; 0 is 65,536.
   */
  uint64_t publish_at;
  /**
   * tv_writer_commit_if_due commits at so many records; 0 is never.
   */
  uint64_t group_records;
  /**
   * and at so many milliseconds after the first of them; needs group_records.
   */
  uint64_t group_ms;
  /**
   * Not 0: no thread of the writer merges segments.
   */
  uint32_t no_compaction;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
} tv_writer_options;

/**
 * What a commit did.
 */
typedef struct tv_commit {
  /**
   * sizeof(tv_commit), set by the caller.
   */
  size_t struct_size;
  /**
   * The number of the commit; that of the one before if there was nothing to commit.
   */
  uint64_t number;
  /**
   * Records, retractions, links and descriptions in it; of a publication, 0.
   */
  uint64_t records;
  /**
   * Not 0 if there was a publication; the numbers below are of it.
   */
  uint32_t published;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
  /**
   * Visits with a new key.
   */
  uint64_t visits_added;
  /**
   * Visits that replaced a published one (S2).
   */
  uint64_t visits_replaced;
  /**
   * Visits that were there already, the same.
   */
  uint64_t visits_unchanged;
  /**
   * Published visits that were retracted.
   */
  uint64_t visits_retracted;
  /**
   * Contacts with a new key.
   */
  uint64_t contacts_added;
  /**
   * Contacts that replaced a published one (S3).
   */
  uint64_t contacts_replaced;
  /**
   * Contacts that were there already, the same.
   */
  uint64_t contacts_unchanged;
  /**
   * Published contacts that were retracted.
   */
  uint64_t contacts_retracted;
  /**
   * Records of erased people that went.
   */
  uint64_t records_erased;
  /**
   * Records that went because they end at the floor or before.
   */
  uint64_t records_expired;
  /**
   * People that are new.
   */
  uint64_t people_added;
  /**
   * Places that are new.
   */
  uint64_t places_added;
} tv_commit;

/**
 * A visit (S2): one stay of one person at one place. Never grows.
 */
typedef struct tv_visit {
  /**
   * Who: `namespace:id`, or bare.
   */
  struct tv_text person;
  /**
   * Where.
   */
  struct tv_text place;
  /**
   * From when, in seconds since 1970.
   */
  int64_t start;
  /**
   * Until when; TV_OPEN if the check-out has not arrived (S4).
   */
  int64_t end;
} tv_visit;

/**
 * A contact (S3): two people were near each other. Never grows.
 */
typedef struct tv_contact {
  /**
   * One of the two.
   */
  struct tv_text a;
  /**
   * The other one.
   */
  struct tv_text b;
  /**
   * From when, in seconds since 1970.
   */
  int64_t start;
  /**
   * Until when.
   */
  int64_t end;
} tv_contact;

/**
 * What a place is (S5).
 */
typedef struct tv_place {
  /**
   * sizeof(tv_place).
   */
  size_t struct_size;
  /**
   * Its kind; no text is `unknown`.
   */
  struct tv_text kind;
  /**
   * The place that it is part of, if any.
   */
  struct tv_text parent;
  /**
   * Its administrative unit as a path, `24/213/07213`, if any.
   */
  struct tv_text unit;
  /**
   * A name for people, if any.
   */
  struct tv_text name;
  /**
   * Degrees north, if has_coordinates.
   */
  double lat;
  /**
   * Degrees east, if has_coordinates.
   */
  double lon;
  /**
   * Not 0 if lat and lon are given.
   */
  uint32_t has_coordinates;
  /**
   * Not 0 if it stands for a whole site, so that being there makes nobody exposed by itself.
   */
  uint32_t shared;
} tv_place;

/**
 * What is known of a person (S35).
 */
typedef struct tv_person {
  /**
   * sizeof(tv_person).
   */
  size_t struct_size;
  /**
   * The administrative unit of the home as a path, `24/213/07213`, if it is known.
   */
  struct tv_text unit;
  /**
   * Doses of a vaccine, 0 to 254, if has_doses.
   */
  uint32_t doses;
  /**
   * Not 0 if the doses are known: unknown is not the same as 0.
   */
  uint32_t has_doses;
} tv_person;

/**
 * What is known of an administrative unit (S35).
 */
typedef struct tv_unit {
  /**
   * sizeof(tv_unit).
   */
  size_t struct_size;
  /**
   * What it is called, if anybody says.
   */
  struct tv_text name;
  /**
   * How many people live there, if has_population.
   */
  uint64_t population;
  /**
   * Not 0 if the population is known.
   */
  uint32_t has_population;
  /**
   * TV_PROVINCE, TV_DISTRICT or TV_COMMUNE; 0 is what the depth of its path says.
   */
  uint32_t level;
} tv_unit;

/**
 * The certificate of an erasure (S33). It names nobody.
 */
typedef struct tv_erasure {
  /**
   * sizeof(tv_erasure), set by the caller.
   */
  size_t struct_size;
  /**
   * The commit from which on no snapshot shows the person.
   */
  uint64_t number;
  /**
   * How many ids the person had.
   */
  uint64_t ids;
  /**
   * How many visits and contacts went.
   */
  uint64_t records;
  /**
   * When nothing of the person may be left on disk, in seconds since 1970.
   */
  int64_t due;
  /**
   * How many processes still read a state from before.
   */
  uint64_t pinned;
  /**
   * Not 0 if nothing is left, but for what these processes hold.
   */
  uint32_t done;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
  /**
   * How many rows of registers went: of people, and of their cases.
   */
  uint64_t register_rows;
} tv_erasure;

/**
 * A file to import. Never grows.
 */
typedef struct tv_import_file {
  /**
   * What its rows are: `visits`, `contacts`, `places`, `qr-scan`, `attendance`, `roster`,
   * `residence`, `travel`, `declaration`, `bluezone`, `people`, `cases`.
   */
  struct tv_text kind;
  /**
   * Where it is.
   */
  struct tv_text path;
} tv_import_file;

/**
 * How far work is; what is not known is 0.
 */
typedef struct tv_progress {
  /**
   * sizeof(tv_progress) of the library.
   */
  size_t struct_size;
  /**
   * Bytes read so far, of all files together.
   */
  uint64_t bytes_done;
  /**
   * Bytes that there are.
   */
  uint64_t bytes_total;
  /**
   * Rows read so far.
   */
  uint64_t rows_done;
  /**
   * Milliseconds since the work began; of a trace only.
   */
  uint64_t elapsed_ms;
} tv_progress;

/**
 * Called now and then, in the thread of the call, with how far it is. Anything but 0 stops the
 * work with TV_CANCELLED. It must return: not jump out, and not throw.
 */
typedef int (*tv_progress_fn)(const struct tv_progress *progress, void *user);

/**
 * How to read files. Zeros (beside struct_size) are what is usual.
 */
typedef struct tv_import_options {
  /**
   * sizeof(tv_import_options).
   */
  size_t struct_size;
  /**
   * The time zone of local times: `Asia/Ho_Chi_Minh`; without it they are errors (S1).
   */
  struct tv_text zone;
  /**
   * Where the records come from (S32); no text: as the kind of the file says.
   */
  struct tv_text source;
  /**
   * A mapping: the path of a TOML file that says which column is what.
   */
  struct tv_text mapping;
  /**
   * A CSV file to write bad rows to, with skip_bad_rows.
   */
  struct tv_text rejects;
  /**
   * Whose a rotating id was, for bluezone: a path.
   */
  struct tv_text ids;
  /**
   * The administrative table, for places and people: a path.
   */
  struct tv_text units;
  /**
   * Who works when, for residence: a path.
   */
  struct tv_text roster;
  /**
   * Bytes of memory the import may take; what was read is then published in parts. 0: one
   * commit, which is the caller's to make.
   */
  uint64_t memory_limit;
  /**
   * Joins stays of one person at one place with at most so many seconds between (S9); 0 none.
   */
  int64_t join_gap_s;
  /**
   * Seconds since 1970 at which the rows arrived, if they do not say it; 0: nobody knows.
   */
  int64_t now;
  /**
   * Not 0: bad rows are left out and counted. Else the first one is the error.
   */
  uint32_t skip_bad_rows;
  /**
   * Not 0: a file that was imported before is read again.
   */
  uint32_t again;
  /**
   * Called now and then; may be null.
   */
  tv_progress_fn progress;
  /**
   * What it is called with.
   */
  void *user;
} tv_import_options;

/**
 * What came of one file, or of all of them.
 */
typedef struct tv_import_report {
  /**
   * sizeof(tv_import_report), set by the caller.
   */
  size_t struct_size;
  /**
   * Rows read, headers aside.
   */
  uint64_t rows_read;
  /**
   * Rows that became records, or parts of them.
   */
  uint64_t rows_taken;
  /**
   * Rows left out.
   */
  uint64_t rows_rejected;
  /**
   * Rows passed over because an interrupted import had stored them.
   */
  uint64_t rows_before;
  /**
   * Files that had been imported before and were not read again.
   */
  uint64_t already;
} tv_import_report;

/**
 * Something broken in a file. The texts live as long as the tv_findings.
 */
typedef struct tv_finding {
  /**
   * sizeof(tv_finding), set by the caller.
   */
  size_t struct_size;
  /**
   * The file inside the store.
   */
  struct tv_text file;
  /**
   * The part of the file, in words.
   */
  struct tv_text section;
  /**
   * What is wrong.
   */
  struct tv_text what;
  /**
   * The row, where one is at fault; else -1.
   */
  int64_t row;
} tv_finding;

/**
 * A person and an interval: a case and when it was infectious (S9), or an isolation (S18). Never
 * grows.
 */
typedef struct tv_during {
  /**
   * Who, or which place.
   */
  struct tv_text id;
  /**
   * From when, in seconds since 1970; of a closure TV_OPEN is since ever.
   */
  int64_t start;
  /**
   * Until when; TV_FOREVER is without end.
   */
  int64_t end;
} tv_during;

/**
 * How long places of a kind stay infectious after the infector has left (S10). Never grows.
 */
typedef struct tv_lag {
  /**
   * The kind.
   */
  struct tv_text kind;
  /**
   * How many seconds.
   */
  int64_t lag_s;
} tv_lag;

/**
 * Records by what they are (S19). Sets are arrays; an empty one says nothing. Never grows.
 */
typedef struct tv_filter {
  /**
   * Kinds of places; `contact` stands for direct contacts.
   */
  const struct tv_text *kinds;
  /**
   * How many.
   */
  size_t kind_count;
  /**
   * Places, each for itself.
   */
  const struct tv_text *places;
  /**
   * How many.
   */
  size_t place_count;
  /**
   * Administrative units with everything below them.
   */
  const struct tv_text *units;
  /**
   * How many.
   */
  size_t unit_count;
  /**
   * Sources that records come from.
   */
  const struct tv_text *sources;
  /**
   * How many.
   */
  size_t source_count;
  /**
   * People.
   */
  const struct tv_text *persons;
  /**
   * How many.
   */
  size_t person_count;
} tv_filter;

/**
 * A place whose visitors are taken as kept apart in parts (S18b). Never grows.
 */
typedef struct tv_split {
  /**
   * Which.
   */
  struct tv_text place;
  /**
   * Into how many, 2 or more.
   */
  uint32_t parts;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
} tv_split;

/**
 * A number for a kind of place, or for a person (S22). Never grows.
 */
typedef struct tv_number {
  /**
   * Of what, or of whom.
   */
  struct tv_text of;
  /**
   * A hazard per hour, or a share from 0 to 1.
   */
  double value;
} tv_number;

/**
 * At which rates risk is estimated (S22).
 */
typedef struct tv_risk {
  /**
   * sizeof(tv_risk).
   */
  size_t struct_size;
  /**
   * Hazards per hour by kind of place; `contact` stands for direct contacts.
   */
  const struct tv_number *rates;
  /**
   * How many.
   */
  size_t rate_count;
  /**
   * The hazard per hour of everything else.
   */
  double otherwise;
  /**
   * How susceptible people are; 1 unless named.
   */
  const struct tv_number *susceptibility;
  /**
   * How many.
   */
  size_t susceptibility_count;
} tv_risk;

/**
 * Which cases of the line list that a store keeps are cases of a question (S36). Zeros (beside
 * struct_size) are all of them, by the rule `two-days`.
 */
typedef struct tv_registered {
  /**
   * sizeof(tv_registered).
   */
  size_t struct_size;
  /**
   * Only those of this person; no text is everybody.
   */
  struct tv_text person;
  /**
   * The rule that says when they were infectious; no text is `two-days`.
   */
  struct tv_text rule;
  /**
   * Only those whose sample was taken from then on, if has_tested;
   */
  int64_t tested_start;
  /**
   * and before then.
   */
  int64_t tested_end;
  /**
   * Not 0 if tested_start and tested_end are given. It cannot be set together with a person.
   */
  uint32_t has_tested;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
} tv_registered;

/**
 * Who was exposed? Everything that the answer depends on besides the snapshot (S8 to S22).
 * tv_question_init fills it with what is usual; zeros are not: 0 hops are an error (S28).
 */
typedef struct tv_question {
  /**
   * sizeof(tv_question).
   */
  size_t struct_size;
  /**
   * The cases, each with when it was infectious; one person may stand here several times (S9).
   * Backward: when it may have been infected.
   */
  const struct tv_during *cases;
  /**
   * How many.
   */
  size_t case_count;
  /**
   * d: the least overlap that counts, in seconds; 1 unless set (S10).
   */
  int64_t min_overlap_s;
  /**
   * L: seconds from exposure until infectious; 0 unless set (S12).
   */
  int64_t latent_s;
  /**
   * U: seconds from exposure until no longer infectious; TV_FOREVER unless set (S12).
   */
  int64_t until_s;
  /**
   * At most so many hops, or TV_ALL_HOPS; 3 unless set (S13).
   */
  uint32_t hops;
  /**
   * Not 0: records that do not intersect the window are ignored (S8).
   */
  uint32_t has_window;
  /**
   * The start of the window.
   */
  int64_t window_start;
  /**
   * The end of the window.
   */
  int64_t window_end;
  /**
   * Lags by kind of place (S10).
   */
  const struct tv_lag *lags;
  /**
   * How many.
   */
  size_t lag_count;
  /**
   * T: overlaps of a pair that add up to so many seconds count, too; 0: they do not (S17).
   */
  int64_t min_total_s;
  /**
   * R: within any span of so many seconds.
   */
  int64_t within_s;
  /**
   * Who was isolated when (S18).
   */
  const struct tv_during *isolation;
  /**
   * How many.
   */
  size_t isolation_count;
  /**
   * What a record must be to exist for the question (S19).
   */
  struct tv_filter only;
  /**
   * Which records do not exist for the question (S19).
   */
  struct tv_filter except;
  /**
   * Visits count at the place of this kind that they are part of (S20); no text: they do not.
   */
  struct tv_text roll_up;
  /**
   * Places taken as closed (S18a).
   */
  const struct tv_during *closures;
  /**
   * How many.
   */
  size_t closure_count;
  /**
   * Places taken as split (S18b).
   */
  const struct tv_split *splits;
  /**
   * How many.
   */
  size_t split_count;
  /**
   * At which rates risk is estimated (S22); null: it is not.
   */
  const struct tv_risk *risk;
  /**
   * Cases of the line list that the store keeps (S36), beside those above; null: none.
   */
  const struct tv_registered *registered;
} tv_question;

/**
 * What a question may cost, and how it is stopped. Zeros (beside struct_size) are no limits.
 */
typedef struct tv_limits {
  /**
   * sizeof(tv_limits).
   */
  size_t struct_size;
  /**
   * At most so many people exposed; 0: any number.
   */
  uint64_t max_rows;
  /**
   * At most so many milliseconds; 0: any.
   */
  uint64_t time_ms;
  /**
   * At most so many bytes for people, rows and infectious times; 0: any.
   */
  uint64_t memory;
  /**
   * How many threads may work on it; 0: as many as the machine has. The answer is the same.
   */
  uint32_t threads;
  /**
   * Every so many milliseconds the callback is called; 0 is 100.
   */
  uint32_t progress_every_ms;
  /**
   * Stops it from another thread; may be null.
   */
  const struct tv_cancel *cancel;
  /**
   * Called now and then in the thread of the call, while other threads do the work; may be
   * null. Anything but 0 stops the question.
   */
  tv_progress_fn progress;
  /**
   * What it is called with.
   */
  void *user;
} tv_limits;

/**
 * One exposed person (S15, S16); of a backward trace, one possible source (S21).
 */
typedef struct tv_row {
  /**
   * sizeof(tv_row), set by the caller.
   */
  size_t struct_size;
  /**
   * Who. This text and the others live until the next row is asked for, or the rows are freed.
   */
  struct tv_text person;
  /**
   * By whom, in the event shown as the reason; backward, the person infected there.
   */
  struct tv_text infector;
  /**
   * Where; data is null for a direct contact.
   */
  struct tv_text place;
  /**
   * The fewest hops from a case: F1 is 1 (S13).
   */
  uint32_t level;
  /**
   * How sure the event is: TV_RECORDED, TV_ASSUMED_END, TV_COARSE.
   */
  uint32_t grade;
  /**
   * The start of the first qualifying event at that level; backward, the last contact.
   */
  int64_t first_exposure;
  /**
   * The start of the first one at any hop asked for; backward, the latest contact.
   */
  int64_t earliest_exposure;
  /**
   * From when they were together in the event shown.
   */
  int64_t overlap_start;
  /**
   * Until when.
   */
  int64_t overlap_end;
  /**
   * Seconds together with infectious people, summed over people, at that level.
   */
  uint64_t person_seconds;
  /**
   * How likely infection is, 0 to 1 (S22); 0 if the question gives no rates.
   */
  double risk;
} tv_row;

/**
 * One event of a chain (S25).
 */
typedef struct tv_event {
  /**
   * sizeof(tv_event), set by the caller.
   */
  size_t struct_size;
  /**
   * Who was infectious; backward, the person infected.
   */
  struct tv_text infector;
  /**
   * Who was exposed; backward, who may have infected that person.
   */
  struct tv_text exposed;
  /**
   * Where; data is null for a direct contact.
   */
  struct tv_text place;
  /**
   * The hop at which it is found.
   */
  uint32_t hop;
  /**
   * How sure: TV_RECORDED, TV_ASSUMED_END, TV_COARSE.
   */
  uint32_t grade;
  /**
   * From when they were together.
   */
  int64_t overlap_start;
  /**
   * Until when.
   */
  int64_t overlap_end;
  /**
   * Not 0 if it is long enough, or adds up with others (S17): all of a chain are; of those
   * between two people, not all may be.
   */
  uint32_t qualifies;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
} tv_event;

/**
 * How an answer was brought up to date.
 */
typedef struct tv_retraced {
  /**
   * sizeof(tv_retraced), set by the caller.
   */
  size_t struct_size;
  /**
   * Not 0 if the question was asked afresh, because that was simpler; the numbers below are 0
   * then. The answer is the same either way.
   */
  uint32_t afresh;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
  /**
   * People whose records changed.
   */
  uint64_t changed;
  /**
   * People whose events were looked up.
   */
  uint64_t expanded;
} tv_retraced;

/**
 * One person who is not the same in both answers (S30).
 */
typedef struct tv_change {
  /**
   * sizeof(tv_change), set by the caller.
   */
  size_t struct_size;
  /**
   * Who.
   */
  struct tv_text person;
  /**
   * What changed: TV_CHANGE_NEW, TV_CHANGE_GONE, TV_CHANGE_LEVEL, TV_CHANGE_TIME.
   */
  uint32_t change;
  /**
   * The level in the first answer; 0: not in it, and its times are TV_OPEN.
   */
  uint32_t level_before;
  /**
   * The level in the second answer; 0: not in it, and its times are TV_OPEN.
   */
  uint32_t level_after;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
  /**
   * In the first answer, first_exposure of its row.
   */
  int64_t first_before;
  /**
   * In the first answer, earliest_exposure of its row.
   */
  int64_t earliest_before;
  /**
   * In the second answer, first_exposure of its row.
   */
  int64_t first_after;
  /**
   * In the second answer, earliest_exposure of its row.
   */
  int64_t earliest_after;
} tv_change;

/**
 * An interval in seconds since 1970, with its start and without its end. Never grows.
 */
typedef struct tv_interval {
  /**
   * From when.
   */
  int64_t start;
  /**
   * Until when.
   */
  int64_t end;
} tv_interval;

/**
 * A place where events of a trace happened, or all direct contacts (S23).
 */
typedef struct tv_site {
  /**
   * sizeof(tv_site), set by the caller.
   */
  size_t struct_size;
  /**
   * Where; data is null for direct contacts.
   */
  struct tv_text place;
  /**
   * The kind of the place; data is null for direct contacts.
   */
  struct tv_text kind;
  /**
   * How many different people were exposed there.
   */
  uint64_t exposed;
  /**
   * How many different infectious people they met there.
   */
  uint64_t infectious;
  /**
   * Seconds together, summed over pairs of people.
   */
  uint64_t person_seconds;
  /**
   * When somebody infectious and somebody exposed were there together. They live as long as
   * the texts.
   */
  const struct tv_interval *intervals;
  /**
   * How many.
   */
  size_t interval_count;
} tv_site;

/**
 * A place where cases were (S24).
 */
typedef struct tv_common_site {
  /**
   * sizeof(tv_common_site), set by the caller.
   */
  size_t struct_size;
  /**
   * Where.
   */
  struct tv_text place;
  /**
   * The kind of the place.
   */
  struct tv_text kind;
  /**
   * How many of the cases were there.
   */
  uint64_t cases;
  /**
   * How many would have been, had they done what people ordinarily do.
   */
  double expected;
  /**
   * How likely it is that at least so many would have been.
   */
  double p;
  /**
   * `p` times the number of places compared, at most 1.
   */
  double p_adjusted;
} tv_common_site;

/**
 * What the person and somebody infectious had in common, and why it was no exposure (S31).
 */
typedef struct tv_miss {
  /**
   * sizeof(tv_miss), set by the caller.
   */
  size_t struct_size;
  /**
   * Who was infectious; backward, the person infected.
   */
  struct tv_text infector;
  /**
   * The place; data is null for a contact.
   */
  struct tv_text place;
  /**
   * The first rule that excluded it, as a word: `too_short`, `apart`, `filtered`, …
   */
  struct tv_text rule;
  /**
   * The person's stay, or the contact, as recorded: from when
   */
  int64_t own_start;
  /**
   * and until when.
   */
  int64_t own_end;
  /**
   * The infectious person's stay, or the contact: from when
   */
  int64_t theirs_start;
  /**
   * and until when.
   */
  int64_t theirs_end;
  /**
   * How many seconds were lacking, of overlap, of gap and of infectious time.
   */
  int64_t lacking_s;
} tv_miss;

/**
 * One row of a tv_stays. The texts live until the next row is asked for, or the tv_stays is freed.
 */
typedef struct tv_stay {
  /**
   * sizeof(tv_stay), set by the caller.
   */
  size_t struct_size;
  /**
   * Of visits, who was there; of contacts and neighbours, with whom.
   */
  struct tv_text person;
  /**
   * Where; data is null for a direct contact.
   */
  struct tv_text place;
  /**
   * From when: the visit or contact whole, and of neighbours the time that they had in common.
   */
  int64_t start;
  /**
   * Until when.
   */
  int64_t end;
  /**
   * Whether its end was recorded: TV_RECORDED, or TV_ASSUMED_END of an open visit (S4).
   */
  uint32_t grade;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
} tv_stay;

/**
 * Two people who were together. The texts live until the next pair is asked for, or the tv_pairs
 * is freed.
 */
typedef struct tv_pair {
  /**
   * sizeof(tv_pair), set by the caller.
   */
  size_t struct_size;
  /**
   * One of the two.
   */
  struct tv_text a;
  /**
   * The other one.
   */
  struct tv_text b;
  /**
   * How many seconds, all overlaps added up; a place and a contact at one time count twice.
   */
  uint64_t seconds;
} tv_pair;

/**
 * A confirmed case (S36).
 */
typedef struct tv_case {
  /**
   * sizeof(tv_case), set by the caller.
   */
  size_t struct_size;
  /**
   * Who.
   */
  struct tv_text person;
  /**
   * When the sample was taken that tested positive.
   */
  int64_t tested;
  /**
   * Since when with symptoms; TV_OPEN where that is not so or not known.
   */
  int64_t onset;
  /**
   * Since when isolated; TV_OPEN where that is not so or not known.
   */
  int64_t isolated;
} tv_case;

/**
 * What zones and a panorama are asked beside the question. Zeros (beside struct_size) are what is
 * usual.
 */
typedef struct tv_centre_options {
  /**
   * sizeof(tv_centre_options).
   */
  size_t struct_size;
  /**
   * Only this administrative unit and what lies below it; no text is everything.
   */
  struct tv_text unit;
  /**
   * The moment it is about, if has_at; else the end of the last record or sample, but not later
   * than the commit.
   */
  int64_t at;
  /**
   * Not 0 if `at` is given.
   */
  uint32_t has_at;
  /**
   * How many days of 24 hours before that moment are looked at; 0 is 7.
   */
  uint32_t days;
  /**
   * Counts from 1 to one less than this are TV_HIDDEN, and what would tell them (S27); 0 is 5,
   * and 1 shows all.
   */
  uint64_t suppress;
  /**
   * Which units are listed: TV_PROVINCE, TV_DISTRICT, TV_COMMUNE. 0 is communes for zones, and
   * for a panorama the level below `unit`.
   */
  uint32_t level;
  /**
   * Of zones alone: TV_TREATMENT_OK or TV_TREATMENT_SHORT, which `vn-4800` asks for; 0: nobody
   * said.
   */
  uint32_t treatment;
  /**
   * Of zones alone: a table of rules, in TOML, or in JSON if it begins with `{`; no text is
   * `vn-4800`.
   */
  struct tv_text rules;
} tv_centre_options;

/**
 * One unit (S26). Its texts and its array live as long as the tv_zones.
 */
typedef struct tv_zone {
  /**
   * sizeof(tv_zone), set by the caller.
   */
  size_t struct_size;
  /**
   * Its path; data is null for the rest, and for a total of everything.
   */
  struct tv_text unit;
  /**
   * Its name; data is null if none was declared.
   */
  struct tv_text name;
  /**
   * People of the register who live there, or TV_HIDDEN.
   */
  int64_t people;
  /**
   * How many live there, or TV_HIDDEN.
   */
  int64_t population;
  /**
   * Where that number comes from: `declared`, `parts`, `registered`.
   */
  struct tv_text population_from;
  /**
   * New cases among them, each person once, or TV_HIDDEN.
   */
  int64_t cases;
  /**
   * New cases per so many people and days as the rules say; NaN without population, or where it
   * would tell a hidden count.
   */
  double incidence;
  /**
   * Percent of the people registered who have enough doses; NaN if nobody's are known, or where
   * it would tell a hidden count.
   */
  double coverage;
  /**
   * People exposed to these cases, by where they live: the first is F1, each perhaps TV_HIDDEN.
   */
  const int64_t *exposed;
  /**
   * How many levels there are: as many as were asked for, or found.
   */
  size_t exposed_count;
  /**
   * The colour of the level; data is null where that is not known.
   */
  struct tv_text colour;
  /**
   * The level by the rules, from 1; 0 is not known, which is not good news.
   */
  uint32_t level;
  /**
   * Unused; 0.
   */
  uint32_t reserved;
} tv_zone;

/**
 * What all zones of an answer are about. The text lives as long as the tv_zones.
 */
typedef struct tv_zones_about {
  /**
   * sizeof(tv_zones_about), set by the caller.
   */
  size_t struct_size;
  /**
   * The moment.
   */
  int64_t at;
  /**
   * Cases are new if their sample was taken from then on,
   */
  int64_t window_start;
  /**
   * and before then.
   */
  int64_t window_end;
  /**
   * Counts below this are hidden (S27).
   */
  uint64_t suppress;
  /**
   * The name of the table of rules.
   */
  struct tv_text rules;
  /**
   * Incidence is new cases per so many people
   */
  uint64_t rules_people;
  /**
   * and so many days.
   */
  uint32_t rules_days;
  /**
   * Which units are listed: TV_PROVINCE, TV_DISTRICT, TV_COMMUNE.
   */
  uint32_t level;
} tv_zones_about;

/**
 * What a map does not show.
 */
typedef struct tv_off_map {
  /**
   * sizeof(tv_off_map), set by the caller.
   */
  size_t struct_size;
  /**
   * How many units no shape stands for. They are on no map, so they must be told.
   */
  uint64_t unit_count;
  /**
   * Their paths, each on a line of its own. It lives as long as the document.
   */
  struct tv_text units;
  /**
   * How many shapes are no unit listed: they are on the map, and their `zone_level` is null.
   */
  uint64_t shape_count;
} tv_off_map;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the ABI of the library that runs: compare it with TV_ABI_VERSION of the header.
 *
 * Threads: any.
 */
uint32_t tv_abi_version(void);

/**
 * The version of truyvet, such as `0.1.0`. It lives for ever.
 *
 * Threads: any.
 */
const char *tv_version(void);

/**
 * The word for a status, such as `TV_LOCKED`; null for a number that is none. It lives for ever.
 *
 * Threads: any.
 */
const char *tv_status_name(int32_t status);

/**
 * The status that the call returned; TV_HANDLE for what is no error object.
 *
 * Threads: any.
 */
tv_status tv_error_status(const struct tv_error *error);

/**
 * What went wrong and what to do, on one line. It lives as long as the object; null for what is
 * no error object. `len`, unless null, gets its length.
 *
 * Threads: any.
 */
const char *tv_error_message(const struct tv_error *error, size_t *len);

/**
 * The file or folder at fault, as it was given; null if it is none. Otherwise as
 * tv_error_message.
 */
const char *tv_error_file(const struct tv_error *error, size_t *len);

/**
 * The field, argument or column at fault: `min_overlap`, `end`; null if it is none. Otherwise as
 * tv_error_message.
 */
const char *tv_error_field(const struct tv_error *error,
                           size_t *len);

/**
 * The value at fault, where it is known by itself and not only in the message; else null.
 * Otherwise as tv_error_message.
 */
const char *tv_error_value(const struct tv_error *error, size_t *len);

/**
 * The line of the file at fault, from 1; 0 if it is none.
 *
 * Threads: any.
 */
uint64_t tv_error_line(const struct tv_error *error);

/**
 * Of TV_EXCEEDED and TV_CANCELLED: how many hops were finished before the question was stopped,
 * and how many rows they had. Ask for so many hops to get those rows. Both are 0 of other errors.
 *
 * Threads: any.
 */
tv_status tv_error_finished(const struct tv_error *error,
                            uint32_t *hops,
                            uint64_t *rows);

/**
 * Frees an error object and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_error_free(struct tv_error *error);

/**
 * Makes an empty store in a folder, which is created if it is not there. `options` may be null.
 *
 * Owner: the caller frees *store with tv_store_free. Threads: any. Errors: TV_EXISTS, TV_VALUE,
 * TV_KEY, TV_IO, TV_ARGUMENT.
 */
tv_status tv_store_create(const char *path,
                          size_t path_len,
                          const struct tv_create_options *options,
                          struct tv_store **store,
                          struct tv_error **error);

/**
 * Opens the store in a folder. `options` may be null.
 *
 * Owner: the caller frees *store with tv_store_free. Threads: any. Errors: TV_NOT_A_STORE,
 * TV_DAMAGED, TV_VERSION, TV_KEY, TV_IO, TV_ARGUMENT.
 */
tv_status tv_store_open(const char *path,
                        size_t path_len,
                        const struct tv_open_options *options,
                        struct tv_store **store,
                        struct tv_error **error);

/**
 * Which commits can still be asked (S29), oldest first: as many as fit into `kept`, which has
 * room for `room` of them, and in *count how many there are. `kept` may be null if `room` is 0.
 *
 * Threads: any. Errors: TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_store_history(const struct tv_store *store,
                           struct tv_kept *kept,
                           size_t room,
                           size_t *count,
                           struct tv_error **error);

/**
 * Frees the handle. Snapshots and writers of the store go on. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_store_free(struct tv_store *store);

/**
 * The newest state: every commit that returned before this call, in any process, is in it.
 *
 * Owner: the caller frees *snapshot with tv_snapshot_free. Threads: any. Errors: TV_DAMAGED,
 * TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_store_snapshot(const struct tv_store *store,
                            struct tv_snapshot **snapshot,
                            struct tv_error **error);

/**
 * The state after commit `number` (S29): what was known then, but without people erased since and
 * records no longer kept.
 *
 * Owner: the caller frees *snapshot with tv_snapshot_free. Threads: any. Errors: TV_NOT_KEPT, and
 * those of tv_store_snapshot.
 */
tv_status tv_store_snapshot_as_of(const struct tv_store *store,
                                  uint64_t number,
                                  struct tv_snapshot **snapshot,
                                  struct tv_error **error);

/**
 * The state at a time, in seconds since 1970, by the clock of the machine that wrote it (S29).
 *
 * Owner: the caller frees *snapshot with tv_snapshot_free. Threads: any. Errors: TV_NOT_KEPT,
 * TV_VALUE, and those of tv_store_snapshot.
 */
tv_status tv_store_snapshot_at(const struct tv_store *store,
                               int64_t time,
                               struct tv_snapshot **snapshot,
                               struct tv_error **error);

/**
 * What the snapshot holds, counted. Set stats->struct_size first.
 *
 * Threads: any. Errors: TV_DAMAGED, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_snapshot_stats(const struct tv_snapshot *snapshot,
                            struct tv_stats *stats,
                            struct tv_error **error);

/**
 * Whether the store knows somebody by that id (S6): *known is 1 or 0.
 *
 * Threads: any. Errors: TV_VALUE, TV_KEY, TV_DAMAGED, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_snapshot_knows(const struct tv_snapshot *snapshot,
                            const char *person,
                            size_t person_len,
                            uint32_t *known,
                            struct tv_error **error);

/**
 * Frees the handle. Answers of the snapshot go on. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_snapshot_free(struct tv_snapshot *snapshot);

/**
 * The writer of the store; nobody else, in any process, can have one until it is freed. `options`
 * may be null.
 *
 * Owner: the caller frees *writer with tv_writer_free. Threads: any. Errors: TV_LOCKED (naming
 * the process that writes), TV_TRACING_ONLY, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_store_writer(const struct tv_store *store,
                          const struct tv_writer_options *options,
                          struct tv_writer **writer,
                          struct tv_error **error);

/**
 * Makes everything since the last commit durable, as one: when this returns TV_OK, a crash or a
 * power failure loses nothing of it, and every later snapshot shows it. `commit` may be null.
 *
 * Threads: one at a time. Errors: TV_IO, TV_DAMAGED, TV_VALUE (a place that is part of itself),
 * TV_IMPORT, TV_POISONED, TV_BUSY, TV_HANDLE, TV_ARGUMENT. After an error of the engine nothing
 * is committed, and the writer is of no more use.
 */
tv_status tv_writer_commit(struct tv_writer *writer,
                           struct tv_commit *commit,
                           struct tv_error **error);

/**
 * Commits if so many records or so much time have gathered as the options of the writer say;
 * TV_END if not yet. `commit` may be null.
 *
 * Threads: one at a time. Errors: as tv_writer_commit.
 */
tv_status tv_writer_commit_if_due(struct tv_writer *writer,
                                  struct tv_commit *commit,
                                  struct tv_error **error);

/**
 * Commits, and packs all that the log holds into segments. `commit` may be null.
 *
 * Threads: one at a time. Errors: as tv_writer_commit.
 */
tv_status tv_writer_publish(struct tv_writer *writer,
                            struct tv_commit *commit,
                            struct tv_error **error);

/**
 * Gives the store back to the next writer. What was not committed has not happened. Null is
 * nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_writer_free(struct tv_writer *writer);

/**
 * Fails as a defect of the library would, for tests of what a program does then: it always comes
 * to TV_DEFECT. If `writer` is not null, the defect happens while that writer is in use, which is
 * TV_POISONED from then on; what it had committed stays. No file is touched.
 *
 * As with a true defect, the library says on the standard error where it was.
 *
 * Threads: one at a time. Errors: TV_DEFECT; TV_POISONED, TV_BUSY, TV_HANDLE for a writer that
 * cannot be used.
 */
tv_status tv_provoke_defect(struct tv_writer *writer,
                            struct tv_error **error);

/**
 * Adds a visit (S2). With `end` TV_OPEN it is an open one (S4). Nothing is allocated for a person
 * and a place that the writer has met.
 *
 * Threads: one at a time. Errors: TV_VALUE, TV_KEY, TV_DAMAGED, TV_POISONED, TV_BUSY, TV_HANDLE,
 * TV_ARGUMENT. The record was not added then; the writer can go on.
 */
tv_status tv_writer_visit(struct tv_writer *writer,
                          const char *person,
                          size_t person_len,
                          const char *place,
                          size_t place_len,
                          int64_t start,
                          int64_t end,
                          struct tv_error **error);

/**
 * Adds a direct contact of two people (S3), in either order.
 *
 * Threads: one at a time. Errors: as tv_writer_visit.
 */
tv_status tv_writer_contact(struct tv_writer *writer,
                            const char *a,
                            size_t a_len,
                            const char *b,
                            size_t b_len,
                            int64_t start,
                            int64_t end,
                            struct tv_error **error);

/**
 * Adds an array of visits in their order. *added gets how many were: after an error, those before
 * the one at fault. `added` may be null.
 *
 * Threads: one at a time. Errors: as tv_writer_visit.
 */
tv_status tv_writer_visits(struct tv_writer *writer,
                           const struct tv_visit *visits,
                           size_t count,
                           size_t *added,
                           struct tv_error **error);

/**
 * Adds an array of contacts, as tv_writer_visits does visits.
 *
 * Threads: one at a time. Errors: as tv_writer_visit.
 */
tv_status tv_writer_contacts(struct tv_writer *writer,
                             const struct tv_contact *contacts,
                             size_t count,
                             size_t *added,
                             struct tv_error **error);

/**
 * Says what a place is (S5), in place of all that was said of it before. A place that is part of
 * itself is an error of the commit.
 *
 * Threads: one at a time. Errors: as tv_writer_visit.
 */
tv_status tv_writer_place(struct tv_writer *writer,
                          const char *place,
                          size_t place_len,
                          const struct tv_place *details,
                          struct tv_error **error);

/**
 * Says where the records come from that are added from now on: `qr:company-12`, `bluezone`; no
 * text is no source (S32).
 *
 * Threads: one at a time. Errors: TV_LIMIT over 65,534 sources; as tv_writer_visit.
 */
tv_status tv_writer_source(struct tv_writer *writer,
                           const char *name,
                           size_t name_len,
                           struct tv_error **error);

/**
 * Takes one line as `truyvet append` does: `visit,PERSON,PLACE,START,END`, `contact,…`,
 * `place,…`, `retract,…`, `link,A,B`, `unlink,A,B`, `source,NAME`, `commit`. TV_END says that the
 * line asks for a commit, which is the caller's to make.
 *
 * Threads: one at a time. Errors: TV_IMPORT for a line that cannot be read, which has added
 * nothing; TV_UNKNOWN; as tv_writer_visit.
 */
tv_status tv_writer_line(struct tv_writer *writer,
                         const char *line,
                         size_t line_len,
                         struct tv_error **error);

/**
 * Says what is known of a person (S35), in place of all that was said of that id before.
 *
 * Threads: one at a time. Errors: TV_VALUE for what is no id, no path of a unit, or over 254
 * doses; as tv_writer_visit.
 */
tv_status tv_writer_person(struct tv_writer *writer,
                           const char *person,
                           size_t person_len,
                           const struct tv_person *details,
                           struct tv_error **error);

/**
 * Says what is known of the administrative unit at a path, `24/213/07213` (S35), in place of all
 * that was said of it before.
 *
 * Threads: one at a time. Errors: TV_VALUE for what is no path; as tv_writer_visit.
 */
tv_status tv_writer_unit(struct tv_writer *writer,
                         const char *path,
                         size_t path_len,
                         const struct tv_unit *details,
                         struct tv_error **error);

/**
 * Adds a confirmed case (S36): whose sample, taken at `tested`, was positive; since when with
 * symptoms, and since when isolated, or TV_OPEN where that is not so or not known. A later one of
 * the same person and test replaces it. It makes nobody infectious until a question names it: see
 * tv_registered.
 *
 * Threads: one at a time. Errors: as tv_writer_visit.
 */
tv_status tv_writer_case(struct tv_writer *writer,
                         const char *person,
                         size_t person_len,
                         int64_t tested,
                         int64_t onset,
                         int64_t isolated,
                         struct tv_error **error);

/**
 * Takes back a confirmed case (S36): of that person, under whatever linked id, tested then. One
 * that is not there is no error.
 *
 * Threads: one at a time. Errors: as tv_writer_retract_visit.
 */
tv_status tv_writer_retract_case(struct tv_writer *writer,
                                 const char *person,
                                 size_t person_len,
                                 int64_t tested,
                                 struct tv_error **error);

/**
 * Takes back a visit (S2): of that person, under whatever linked id, at that place, with that
 * start. One that is not there is no error.
 *
 * Threads: one at a time. Errors: TV_VALUE, TV_UNKNOWN, TV_KEY, TV_DAMAGED, TV_POISONED, TV_BUSY,
 * TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_writer_retract_visit(struct tv_writer *writer,
                                  const char *person,
                                  size_t person_len,
                                  const char *place,
                                  size_t place_len,
                                  int64_t start,
                                  struct tv_error **error);

/**
 * Takes back a contact (S3), as tv_writer_retract_visit does a visit.
 *
 * Threads: one at a time. Errors: as tv_writer_retract_visit.
 */
tv_status tv_writer_retract_contact(struct tv_writer *writer,
                                    const char *a,
                                    size_t a_len,
                                    const char *b,
                                    size_t b_len,
                                    int64_t start,
                                    struct tv_error **error);

/**
 * Says that two ids are one person (S6), for past and future records.
 *
 * Threads: one at a time. Errors: as tv_writer_visit.
 */
tv_status tv_writer_link(struct tv_writer *writer,
                         const char *a,
                         size_t a_len,
                         const char *b,
                         size_t b_len,
                         struct tv_error **error);

/**
 * Undoes tv_writer_link of the same two ids.
 *
 * Threads: one at a time. Errors: TV_UNKNOWN; as tv_writer_visit.
 */
tv_status tv_writer_unlink(struct tv_writer *writer,
                           const char *a,
                           size_t a_len,
                           const char *b,
                           size_t b_len,
                           struct tv_error **error);

/**
 * Says that two ids are one place, as tv_writer_link does of people.
 *
 * Threads: one at a time. Errors: as tv_writer_visit.
 */
tv_status tv_writer_link_places(struct tv_writer *writer,
                                const char *a,
                                size_t a_len,
                                const char *b,
                                size_t b_len,
                                struct tv_error **error);

/**
 * Undoes tv_writer_link_places of the same two ids.
 *
 * Threads: one at a time. Errors: TV_UNKNOWN; as tv_writer_visit.
 */
tv_status tv_writer_unlink_places(struct tv_writer *writer,
                                  const char *a,
                                  size_t a_len,
                                  const char *b,
                                  size_t b_len,
                                  struct tv_error **error);

/**
 * Erases a person under all linked ids (S33): no snapshot taken from now on, of whatever commit,
 * shows them. What was appended before is published first. `certificate` may be null.
 *
 * Threads: one at a time. Errors: TV_UNKNOWN; as tv_writer_commit.
 */
tv_status tv_writer_erase(struct tv_writer *writer,
                          const char *person,
                          size_t person_len,
                          struct tv_erasure *certificate,
                          struct tv_error **error);

/**
 * Removes from the disk, now, what must go: erased people from every file of every state that is
 * kept, and records below the floor.
 *
 * Threads: one at a time. Errors: as tv_writer_commit.
 */
tv_status tv_writer_purge(struct tv_writer *writer,
                          struct tv_error **error);

/**
 * Keeps no record that ends at `from` or before (S34). A lower floor later brings nothing back.
 * `commit` may be null.
 *
 * Threads: one at a time. Errors: TV_VALUE for a time that has not come yet; as tv_writer_commit.
 */
tv_status tv_writer_retain(struct tv_writer *writer,
                           int64_t from,
                           struct tv_commit *commit,
                           struct tv_error **error);

/**
 * Merges the segments of every partition into one and removes rows that are replaced, now.
 *
 * Threads: one at a time. Errors: as tv_writer_commit.
 */
tv_status tv_writer_compact(struct tv_writer *writer, struct tv_error **error);

/**
 * Sets how long open visits at places of a kind last at most (S4), past ones, too. It takes effect
 * with the next commit.
 *
 * Threads: one at a time. Errors: TV_VALUE for what is no kind, less than 1 s or more than 366
 * days; as tv_writer_visit.
 */
tv_status tv_writer_dwell(struct tv_writer *writer,
                          const char *kind,
                          size_t kind_len,
                          int64_t dwell_s,
                          struct tv_error **error);

/**
 * Puts the store under one more key, or makes it pseudonymous in the first place: every id of a
 * person, in every state that is kept, is replaced by its keyed hash. `keys` is the text of a key
 * file with the keys that the store has, in their order, and new ones after them. The store is
 * opened with `keys` from then on, and the writer is of no more use: free it.
 *
 * Threads: one at a time. Errors: TV_KEY for keys that do not begin with the store's; as
 * tv_writer_commit.
 */
tv_status tv_writer_rekey(struct tv_writer *writer,
                          const char *keys,
                          size_t keys_len,
                          struct tv_error **error);

/**
 * Reads files into the writer, in the order given; files of one kind that follow each other are
 * read as one. `options` and `report` may be null.
 *
 * Threads: one at a time. Errors: TV_IMPORT (naming file, line and field), TV_IO, TV_VALUE,
 * TV_CANCELLED, TV_POISONED, TV_BUSY, TV_HANDLE, TV_ARGUMENT. After one of the first four the
 * writer holds a part of the records and cannot commit any more: free it.
 */
tv_status tv_writer_import(struct tv_writer *writer,
                           const struct tv_import_file *files,
                           size_t count,
                           const struct tv_import_options *options,
                           struct tv_import_report *report,
                           struct tv_error **error);

/**
 * Reads every byte of the store in a folder, also of one so damaged that it cannot be opened, and
 * lists what is damaged. Damage is a finding and not an error: a sound store has none. `progress`
 * may be null.
 *
 * Owner: the caller frees *findings with tv_findings_free. Threads: any. Errors: TV_NOT_A_STORE,
 * TV_IO, TV_CANCELLED, TV_ARGUMENT.
 */
tv_status tv_verify(const char *path,
                    size_t path_len,
                    tv_progress_fn progress,
                    void *user,
                    struct tv_findings **findings,
                    struct tv_error **error);

/**
 * How many findings there are; 0 for what is no handle.
 *
 * Threads: any.
 */
uint64_t tv_findings_count(const struct tv_findings *findings);

/**
 * The next finding; TV_END after the last one. Set finding->struct_size first.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_findings_next(struct tv_findings *findings,
                           struct tv_finding *finding,
                           struct tv_error **error);

/**
 * Frees the list and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_findings_free(struct tv_findings *findings);

/**
 * How many people are exposed.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_count(const struct tv_trace *trace,
                         uint64_t *count,
                         struct tv_error **error);

/**
 * How many people there are at each level: the first is F1. Fills as many as there is `room` for,
 * and *levels with how many levels there are. `counts` may be null if `room` is 0.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_levels(const struct tv_trace *trace,
                          uint64_t *counts,
                          size_t room,
                          size_t *levels,
                          struct tv_error **error);

/**
 * Saves the answer in a file that only its owner can read, complete or not there. It is a copy
 * outside the store: erasing somebody there takes nothing out of it.
 *
 * Threads: any. Errors: TV_IO, TV_SAVED over 2 GiB, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_save(const struct tv_trace *trace,
                        const char *path,
                        size_t path_len,
                        struct tv_error **error);

/**
 * Opens an answer that was saved, on the snapshot of the store that was asked.
 *
 * Owner: the caller frees *trace with tv_trace_free. Threads: any. Errors: TV_SAVED for anything
 * else than such an answer, TV_NOT_KEPT, TV_IO, TV_DAMAGED, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_store_open_trace(const struct tv_store *store,
                              const char *path,
                              size_t path_len,
                              struct tv_trace **trace,
                              struct tv_error **error);

/**
 * Frees the answer. Rows, chains and streams of it go on. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_trace_free(struct tv_trace *trace);

/**
 * Makes what stops questions.
 *
 * Owner: the caller frees *cancel with tv_cancel_free. Threads: any. Errors: TV_ARGUMENT.
 */
tv_status tv_cancel_new(struct tv_cancel **cancel, struct tv_error **error);

/**
 * Stops every question that was given this, soon and for good.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_cancel_stop(const struct tv_cancel *cancel);

/**
 * Frees the handle. Questions that were given it go on. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_cancel_free(struct tv_cancel *cancel);

/**
 * Fills a question with what is usual: 3 hops, an overlap of 1 s, no latent time, infectious for
 * ever. Set question->struct_size first.
 *
 * Threads: any. Returns TV_OK, or TV_ARGUMENT.
 */
tv_status tv_question_init(struct tv_question *question);

/**
 * Who may have been infected (S8 to S16)? `limits` may be null.
 *
 * Owner: the caller frees *trace with tv_trace_free. Threads: any. Errors: TV_QUESTION (naming
 * the field, S28), TV_EXCEEDED, TV_CANCELLED, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_forward(const struct tv_snapshot *snapshot,
                           const struct tv_question *question,
                           const struct tv_limits *limits,
                           struct tv_trace **trace,
                           struct tv_error **error);

/**
 * Who may have infected the cases (S21)? Their intervals are then those in which they may have
 * been infected. Otherwise as tv_trace_forward.
 */
tv_status tv_trace_backward(const struct tv_snapshot *snapshot,
                            const struct tv_question *question,
                            const struct tv_limits *limits,
                            struct tv_trace **trace,
                            struct tv_error **error);

/**
 * Asks a question that is written down, in TOML, or in JSON if it begins with `{`; it says its
 * direction itself. With a `preset` (`who-close-contact`; see `truyvet presets`), what the text
 * does not say is as there. Otherwise as tv_trace_forward.
 */
tv_status tv_trace_text(const struct tv_snapshot *snapshot,
                        const char *text,
                        size_t text_len,
                        const char *preset,
                        size_t preset_len,
                        const struct tv_limits *limits,
                        struct tv_trace **trace,
                        struct tv_error **error);

/**
 * Begins to read the rows of an answer: TV_BY_LEVEL is by level, first exposure (backward: the
 * latest contact first), id; TV_BY_RISK the highest risk first, then by level, id; TV_STORED by
 * level, first exposure, number in the store, for which nothing is sorted.
 *
 * Owner: the caller frees *rows with tv_rows_free. Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_rows(const struct tv_trace *trace,
                        uint32_t order,
                        struct tv_rows **rows,
                        struct tv_error **error);

/**
 * The next row; TV_END after the last one. Set row->struct_size first. The texts of the row
 * before are gone.
 *
 * Threads: one at a time. Errors: TV_DAMAGED, TV_IO, TV_BUSY, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_rows_next(struct tv_rows *rows, struct tv_row *row, struct tv_error **error);

/**
 * Ends the reading. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_rows_free(struct tv_rows *rows);

/**
 * The events that lead from a case to a person, the case's first (S25); none for a case.
 *
 * Owner: the caller frees *chain with tv_chain_free. Threads: any. Errors: TV_QUESTION for
 * somebody unknown or not in the answer, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_chain(const struct tv_trace *trace,
                         const char *person,
                         size_t person_len,
                         struct tv_chain **chain,
                         struct tv_error **error);

/**
 * Every event by which `infector` exposed `exposed` at any hop asked for, long enough or not, by
 * hop and time; of a backward trace, where `infector` is the person infected, every event by which
 * `exposed` may have infected them, the latest first. There are none into a case (S25).
 *
 * Owner: the caller frees *chain with tv_chain_free. Threads: any. Errors: TV_QUESTION for
 * somebody unknown, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_between(const struct tv_trace *trace,
                           const char *infector,
                           size_t infector_len,
                           const char *exposed,
                           size_t exposed_len,
                           struct tv_chain **chain,
                           struct tv_error **error);

/**
 * How many there are; 0 for what is no handle.
 *
 * Threads: any.
 */
uint64_t tv_chain_count(const struct tv_chain *chain);

/**
 * The next one; TV_END after the last one. Set event->struct_size first. Its texts live until
 * the tv_chain is freed.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_chain_next(struct tv_chain *chain,
                        struct tv_event *event,
                        struct tv_error **error);

/**
 * Frees the list and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_chain_free(struct tv_chain *chain);

/**
 * Brings an answer of an earlier snapshot of the same store up to date with this one: much cheaper
 * than asking again where little has changed, and the same as if the question were asked of this
 * snapshot. `earlier` stays as it is. Threads and limits are those that it was asked with.
 * `report` may be null.
 *
 * Owner: the caller frees *trace with tv_trace_free. Threads: any. Errors: TV_QUESTION for a case
 * who was erased since, or an answer of another store; as tv_trace_forward.
 */
tv_status tv_snapshot_retrace(const struct tv_snapshot *snapshot,
                              const struct tv_trace *earlier,
                              struct tv_retraced *report,
                              struct tv_trace **trace,
                              struct tv_error **error);

/**
 * What changed from one answer to another (S30), ordered by person: of the same question to two
 * snapshots of a store, or to one snapshot under other measures (cases, isolation, closures,
 * splits). Whoever is the same in level and times is not in it.
 *
 * Owner: the caller frees *changes with tv_changes_free. Threads: any. Errors: TV_QUESTION if the
 * questions differ in more than that, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_difference(const struct tv_trace *before,
                              const struct tv_trace *after,
                              struct tv_changes **changes,
                              struct tv_error **error);

/**
 * How many people changed; 0 for what is no handle.
 *
 * Threads: any.
 */
uint64_t tv_changes_count(const struct tv_changes *changes);

/**
 * The next one; TV_END after the last one. Set change->struct_size first. Its text lives until
 * the tv_changes is freed.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_changes_next(struct tv_changes *changes,
                          struct tv_change *change,
                          struct tv_error **error);

/**
 * Frees the list and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_changes_free(struct tv_changes *changes);

/**
 * Where the events behind the rows happened, the most people exposed first (S23).
 *
 * Owner: the caller frees *sites with tv_sites_free. Threads: any. Errors: TV_EXCEEDED beyond the
 * limits of the question, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_sites(const struct tv_trace *trace,
                         struct tv_sites **sites,
                         struct tv_error **error);

/**
 * How many there are; 0 for what is no handle.
 *
 * Threads: any.
 */
uint64_t tv_sites_count(const struct tv_sites *sites);

/**
 * The next one; TV_END after the last one. Set site->struct_size first. Its texts live until
 * the tv_sites is freed.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_sites_next(struct tv_sites *sites, struct tv_site *site, struct tv_error **error);

/**
 * Frees the list and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_sites_free(struct tv_sites *sites);

/**
 * Where the cases of a question were in common, more than ordinary attendance lets expect (S24):
 * the interval of a case is when it may have been infected. Window, filters, isolation, closures
 * and roll-up count; hops and thresholds play no part. The least likely come first. A small `p`
 * does not say that anybody was infected there. `limits` may be null; rows are places compared.
 *
 * Owner: the caller frees *sites with tv_common_sites_free. Threads: any. Errors: as
 * tv_trace_forward.
 */
tv_status tv_snapshot_common_sites(const struct tv_snapshot *snapshot,
                                   const struct tv_question *question,
                                   const struct tv_limits *limits,
                                   struct tv_common_sites **sites,
                                   struct tv_error **error);

/**
 * How many there are; 0 for what is no handle.
 *
 * Threads: any.
 */
uint64_t tv_common_sites_count(const struct tv_common_sites *sites);

/**
 * The next one; TV_END after the last one. Set site->struct_size first. Its texts live until
 * the tv_common_sites is freed.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_common_sites_next(struct tv_common_sites *sites,
                               struct tv_common_site *site,
                               struct tv_error **error);

/**
 * Frees the list and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_common_sites_free(struct tv_common_sites *sites);

/**
 * Why a person is not in the answer (S31), or, with a `level` that is not 0, not at that level or
 * nearer to a case. It may ask the question again with one hop more.
 *
 * Owner: the caller frees *why_not with tv_why_not_free. Threads: any. Errors: TV_QUESTION for
 * somebody unknown, TV_EXCEEDED beyond the limits of the question, TV_DAMAGED, TV_IO, TV_HANDLE,
 * TV_ARGUMENT.
 */
tv_status tv_trace_why_not(const struct tv_trace *trace,
                           const char *person,
                           size_t person_len,
                           uint32_t level,
                           struct tv_why_not **why_not,
                           struct tv_error **error);

/**
 * Which answer it is: in *why one of TV_MISSED, TV_EXPOSED, TV_IS_CASE, TV_NO_COMMON_PLACE; in
 * *level the level at which the person is in the answer, else 0; in *records, of the last, how
 * many visits and contacts the person has. `level` and `records` may be null.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_why_not_reason(const struct tv_why_not *why_not,
                            uint32_t *why,
                            uint32_t *level,
                            uint64_t *records,
                            struct tv_error **error);

/**
 * How many there are; 0 for what is no handle.
 *
 * Threads: any.
 */
uint64_t tv_why_not_count(const struct tv_why_not *why_not);

/**
 * The next one; TV_END after the last one. Set miss->struct_size first. Its texts live until
 * the tv_why_not is freed.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_why_not_next(struct tv_why_not *why_not,
                          struct tv_miss *miss,
                          struct tv_error **error);

/**
 * Frees the list and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_why_not_free(struct tv_why_not *why_not);

/**
 * Where a person was, in order of time: the visits that meet the window, each whole (S8). From
 * TV_OPEN to TV_FOREVER is everything.
 *
 * Owner: the caller frees *stays with tv_stays_free. Threads: any. Errors: TV_QUESTION for
 * somebody unknown or a window without any record (S28), TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_snapshot_visits_of(const struct tv_snapshot *snapshot,
                                const char *person,
                                size_t person_len,
                                int64_t start,
                                int64_t end,
                                struct tv_stays **stays,
                                struct tv_error **error);

/**
 * Whom a person met directly, in order of time (S3). Otherwise as tv_snapshot_visits_of.
 */
tv_status tv_snapshot_contacts_of(const struct tv_snapshot *snapshot,
                                  const char *person,
                                  size_t person_len,
                                  int64_t start,
                                  int64_t end,
                                  struct tv_stays **stays,
                                  struct tv_error **error);

/**
 * Who was at a place, in order of time; at a shared one (S5), too. Otherwise as
 * tv_snapshot_visits_of, and TV_TRACING_ONLY of a store for tracing only: this one does not begin
 * at a person.
 */
tv_status tv_snapshot_visitors_of(const struct tv_snapshot *snapshot,
                                  const char *place,
                                  size_t place_len,
                                  int64_t start,
                                  int64_t end,
                                  struct tv_stays **stays,
                                  struct tv_error **error);

/**
 * Who was together with a person for at least so many seconds at a time: at a place that is not
 * shared (S5), or in a direct contact. There is one row per overlap of two visits, or contact;
 * there is no infectious period here and no lag. Otherwise as tv_snapshot_visits_of.
 */
tv_status tv_snapshot_neighbours(const struct tv_snapshot *snapshot,
                                 const char *person,
                                 size_t person_len,
                                 int64_t start,
                                 int64_t end,
                                 int64_t min_overlap_s,
                                 struct tv_stays **stays,
                                 struct tv_error **error);

/**
 * The next row; TV_END after the last one. Set stay->struct_size first. The texts of the row
 * before are gone.
 *
 * Threads: one at a time. Errors: TV_DAMAGED, TV_IO, TV_BUSY, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_stays_next(struct tv_stays *stays, struct tv_stay *stay, struct tv_error **error);

/**
 * Ends the reading. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_stays_free(struct tv_stays *stays);

/**
 * Who was together with whom for at least so many seconds at a time, by records that meet the
 * window (S8), as tv_snapshot_neighbours finds them: each pair once. `people` says between whom;
 * with `count` 0, between all.
 *
 * A pair is worked out when the reading comes to it, and a province has thousands of times as many
 * as people: take a short window, a longer overlap, or the people of an answer.
 *
 * Owner: the caller frees *pairs with tv_pairs_free. Threads: any. Errors: TV_QUESTION for
 * somebody unknown, a window without any record, an overlap below 1 s; TV_TRACING_ONLY for all
 * people of a store for tracing only; TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_snapshot_pairs(const struct tv_snapshot *snapshot,
                            const struct tv_text *people,
                            size_t count,
                            int64_t start,
                            int64_t end,
                            int64_t min_overlap_s,
                            struct tv_pairs **pairs,
                            struct tv_error **error);

/**
 * The next pair; TV_END after the last one. Set pair->struct_size first. The texts of the pair
 * before are gone.
 *
 * Threads: one at a time. Errors: TV_DAMAGED, TV_IO, TV_BUSY, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_pairs_next(struct tv_pairs *pairs, struct tv_pair *pair, struct tv_error **error);

/**
 * Ends the reading. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_pairs_free(struct tv_pairs *pairs);

/**
 * The text, in UTF-8, with a NUL at its end. It lives as long as the document; null for what is no
 * handle. `len`, unless null, gets its length.
 *
 * Threads: any.
 */
const char *tv_document_text(const struct tv_document *document,
                             size_t *len);

/**
 * Frees the document and its text. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_document_free(struct tv_document *document);

/**
 * The confirmed cases of one person under whatever linked id, by test; without a person, all, by
 * test and person. None of somebody unknown.
 *
 * Owner: the caller frees *cases with tv_cases_free. Threads: any. Errors: TV_VALUE for what is no
 * id, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_snapshot_cases(const struct tv_snapshot *snapshot,
                            const char *person,
                            size_t person_len,
                            struct tv_cases **cases,
                            struct tv_error **error);

/**
 * How many there are; 0 for what is no handle.
 *
 * Threads: any.
 */
uint64_t tv_cases_count(const struct tv_cases *cases);

/**
 * The next one; TV_END after the last one. Set found->struct_size first. Its text lives until the
 * tv_cases is freed.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_cases_next(struct tv_cases *cases,
                        struct tv_case *found,
                        struct tv_error **error);

/**
 * Frees the list and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_cases_free(struct tv_cases *cases);

/**
 * Every administrative unit that was declared (S35), ordered by path.
 *
 * Owner: the caller frees *units with tv_units_free. Threads: any. Errors: TV_DAMAGED, TV_IO,
 * TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_snapshot_units(const struct tv_snapshot *snapshot,
                            struct tv_units **units,
                            struct tv_error **error);

/**
 * The next one, its path in *path and what is known of it in *unit; TV_END after the last one. Set
 * unit->struct_size first. The texts live until the tv_units is freed.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_units_next(struct tv_units *units,
                        struct tv_text *path,
                        struct tv_unit *unit,
                        struct tv_error **error);

/**
 * Frees the list and its texts. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_units_free(struct tv_units *units);

/**
 * What is known of a person (S35). Set details->struct_size first. *unit gets the path of the home
 * as a document, which is the text of details->unit and holds none if that is not known.
 *
 * Owner: the caller frees *unit with tv_document_free. Threads: any. Errors: TV_UNKNOWN for
 * somebody unknown, TV_VALUE for what is no id, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_snapshot_person(const struct tv_snapshot *snapshot,
                             const char *person,
                             size_t person_len,
                             struct tv_person *details,
                             struct tv_document **unit,
                             struct tv_error **error);

/**
 * The cases, the first `people` of the rows (0: all), and who was exposed by whom, as a graph
 * (S25): TV_DOT for Graphviz, TV_GRAPHML for Gephi, yEd, Cytoscape, networkx. *left_out, unless
 * null, gets how many people of the answer are not in it. A path in it is no proof: a chain is.
 *
 * Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_EXCEEDED
 * beyond the limits of the question, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_tree(const struct tv_trace *trace,
                        uint32_t format,
                        uint64_t people,
                        uint64_t *left_out,
                        struct tv_document **document,
                        struct tv_error **error);

/**
 * The sheet of the case that was asked about, as one JSON object: places and times to announce,
 * the F1 by place, who of them lives and works where, a timeline, notices (docs/case-sheet.md). It
 * has the fields of `truyvet case-sheet --format json`, but for the question and the snapshot. It
 * holds personal data.
 *
 * Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_QUESTION for
 * a trace that goes backward or has several cases, TV_EXCEEDED beyond the limits of the question,
 * TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_case_sheet(const struct tv_trace *trace,
                              struct tv_document **document,
                              struct tv_error **error);

/**
 * The same sheet as one page of HTML without network or script. `lang` is `vi` or `en`, `vi`
 * unless given; times are those of `zone`, `Asia/Ho_Chi_Minh` or `+07:00`, which it is unless
 * given.
 *
 * Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_VALUE for an
 * unknown language or zone; as tv_trace_case_sheet.
 */
tv_status tv_trace_case_sheet_html(const struct tv_trace *trace,
                                   const char *lang,
                                   size_t lang_len,
                                   const char *zone,
                                   size_t zone_len,
                                   struct tv_document **document,
                                   struct tv_error **error);

/**
 * What is going on in a unit and in those below it (S26a), as one JSON object: people, visits,
 * cases, people isolated and exposed, sites, and how fresh each source is; counts that are hidden
 * are `"*"` (S27). It has the fields of `truyvet panorama --format json`, but for the question and
 * the snapshot. Otherwise as tv_snapshot_zones.
 *
 * Owner: the caller frees *document with tv_document_free. Threads: any. Errors: as
 * tv_snapshot_zones; TV_QUESTION for rules or a treatment capacity, which are of zones alone.
 */
tv_status tv_snapshot_panorama(const struct tv_snapshot *snapshot,
                               const struct tv_question *question,
                               const struct tv_limits *limits,
                               const struct tv_centre_options *options,
                               struct tv_document **document,
                               struct tv_error **error);

/**
 * A level and a colour for every unit, by a table of rules (S26): from one look at the register
 * and one trace of all cases together. The cases are those of the register whose sample was taken
 * in the days looked at, so the question has none; hops, thresholds and filters count as in a
 * trace. `question`, `limits` and `options` may be null.
 *
 * Owner: the caller frees *zones with tv_zones_free. Threads: any. Errors: TV_QUESTION for a bad
 * question or table, a treatment capacity that is needed and not given, no registered case, no
 * unit of that level; TV_TRACING_ONLY with suppress below 5 in a store for tracing only;
 * TV_EXCEEDED, TV_CANCELLED, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_snapshot_zones(const struct tv_snapshot *snapshot,
                            const struct tv_question *question,
                            const struct tv_limits *limits,
                            const struct tv_centre_options *options,
                            struct tv_zones **zones,
                            struct tv_error **error);

/**
 * How many units there are, without the rest and the total; 0 for what is no handle.
 *
 * Threads: any.
 */
uint64_t tv_zones_count(const struct tv_zones *zones);

/**
 * The unit at place `at`, from 0, in the order of their paths; TV_END beyond the last one. Set
 * zone->struct_size first.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_zones_row(const struct tv_zones *zones,
                       uint64_t at,
                       struct tv_zone *zone,
                       struct tv_error **error);

/**
 * Whoever is asked about and lives in none of the units listed, or nobody knows where. It has no
 * level. Otherwise as tv_zones_row.
 */
tv_status tv_zones_rest(const struct tv_zones *zones,
                        struct tv_zone *zone,
                        struct tv_error **error);

/**
 * All units and the rest together. It has no level. Otherwise as tv_zones_row.
 */
tv_status tv_zones_total(const struct tv_zones *zones,
                         struct tv_zone *zone,
                         struct tv_error **error);

/**
 * Which moment, days and rules the zones are about. Set about->struct_size first.
 *
 * Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_zones_describe(const struct tv_zones *zones,
                            struct tv_zones_about *about,
                            struct tv_error **error);

/**
 * All of it as one JSON object, with the fields of `truyvet zones --format json`, but for the
 * question and the snapshot.
 *
 * Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_HANDLE,
 * TV_ARGUMENT.
 */
tv_status tv_zones_json(const struct tv_zones *zones,
                        struct tv_document **document,
                        struct tv_error **error);

/**
 * Frees the zones, their texts and arrays. Null is nothing to free.
 *
 * Threads: any. Returns TV_OK, or TV_HANDLE.
 */
tv_status tv_zones_free(struct tv_zones *zones);

/**
 * The zones joined to the shapes of a GeoJSON file (`.gz` and `.zst` are read as they are), as
 * GeoJSON: every shape, with what is known of its unit as properties that begin with `zone_`. The
 * property `key` of a shape holds the path of a unit, or the last part of it. `off_map` may be
 * null, but what is on no map must be told.
 *
 * Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_QUESTION for a
 * file that cannot be joined, TV_IO, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_zones_geojson(const struct tv_zones *zones,
                           const char *path,
                           size_t path_len,
                           const char *key,
                           size_t key_len,
                           struct tv_off_map *off_map,
                           struct tv_document **document,
                           struct tv_error **error);

/**
 * The rows of an answer as Arrow batches of at most 8192 rows, in an order of tv_trace_rows. The
 * columns are person, level, first_exposure, earliest_exposure, infector, place, overlap_start,
 * overlap_end, person_seconds, grade, and risk if it was asked for; backward last_contact,
 * latest_contact, infected. Persons are text; the other ids and grades are dictionaries; times are
 * in seconds, UTC. What stands in *stream before is not released.
 *
 * Owner: the caller calls stream->release. It outlives the handle of the trace. Threads: any; the
 * stream is for one at a time. Errors: TV_DAMAGED, TV_HANDLE, TV_ARGUMENT.
 */
tv_status tv_trace_arrow(const struct tv_trace *trace,
                         uint32_t order,
                         struct ArrowArrayStream *stream,
                         struct tv_error **error);

/**
 * Adds the rows of Arrow batches, with the columns that a file of that `kind` has: `visits` are
 * person, place, start, end; `contacts` are a, b, start, end; times are timestamps, or seconds.
 * The stream is released, also after an error. `report` may be null.
 *
 * Threads: one at a time. Errors: as tv_writer_import (messages call the file `stream`), and
 * TV_IMPORT for a stream that fails.
 */
tv_status tv_writer_arrow(struct tv_writer *writer,
                          const char *kind,
                          size_t kind_len,
                          struct ArrowArrayStream *stream,
                          struct tv_import_report *report,
                          struct tv_error **error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* TRUYVET_H */
