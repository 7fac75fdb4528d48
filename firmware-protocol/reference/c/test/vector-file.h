// Vector files for tests: the cases of a JSON file, read with the core's own reader.
#ifndef O2O_TEST_VECTOR_FILE_H
#define O2O_TEST_VECTOR_FILE_H

#include "o2o-json.h"

enum { VECTOR_FILE_MAX = 1 << 18, VECTOR_TEXT_MAX = 1 << 14 };

struct vector_file {
    char text[VECTOR_FILE_MAX];
    struct o2o_json object;
};

/** `path` below the folder of vectors. Ends the program when the file is no JSON; false when there is none. */
bool vector_file_read(struct vector_file *file, const char *folder, const char *path);
/** The text of a member, zero-terminated; ends the program when there is none. `length` may be NULL. */
const char *vector_text(struct o2o_json object, const char *name, char *text, size_t *length);
bool vector_has(struct o2o_json object, const char *name);
int64_t vector_integer(struct o2o_json object, const char *name);
bool vector_bool(struct o2o_json object, const char *name);
struct o2o_json vector_member(struct o2o_json object, const char *name);
size_t vector_hex(const char *hex, uint8_t *bytes, size_t capacity);

#endif
