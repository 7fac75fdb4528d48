// Running vectors: the cases of a file one after the other, the published keys, and a count of what is not so.
#ifndef O2O_TEST_VECTOR_RUN_H
#define O2O_TEST_VECTOR_RUN_H

#include "crypto.h"
#include "o2o.h"
#include "vector-file.h"

/** Counts; prints `where` and the name of the present case when it does not hold. */
void vector_check(bool holds, const char *where);
/** Runs each case of a list in a file; the number of cases, 0 when there is no such file. */
unsigned vector_each(const char *path, const char *list, void (*run)(struct o2o_json, const char *));
/** Keys of valid/keys.json. */
const struct host_key *vector_key(const char *kid);
/** Finds any of them, as a verifier that trusts them all. */
const uint8_t *vector_find_key(const void *nothing, const char *kid);
/** Signs with the key that was chosen last. */
extern const struct o2o_port VECTOR_PORT;
void vector_sign_with(const struct host_key *key);
/** Names a file that is not run, and why not. */
void vector_leave_out(const char *path, const char *why);
/** Counts a file that was neither run nor left out as a failure; prints the figures; the exit code. */
int vector_end(void);
/** `folder` of vectors; loads the keys. */
void vector_begin(const char *folder);

/** Vectors of what a device remembers and does: answers, repeats, manifests, enrolment. */
void vector_run_device(void);
/** Plays the story of a pod. */
void vector_run_story(void);

#endif
