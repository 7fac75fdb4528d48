// JSON: a reader that keeps nothing but places in the text, and a writer into a fixed buffer. Integers only, 64 bits, exact.
#ifndef O2O_JSON_H
#define O2O_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One value inside a text that `o2o_json_read` has checked; the text must stay where it is. */
struct o2o_json {
    const char *at;
    const char *end;
};

enum o2o_json_type { O2O_JSON_NULL, O2O_JSON_BOOL, O2O_JSON_NUMBER, O2O_JSON_STRING, O2O_JSON_OBJECT, O2O_JSON_ARRAY };

/** The members of an object or the items of an array, one after the other. */
struct o2o_json_walk {
    const char *at;
    const char *end;
    struct o2o_json key;
    struct o2o_json value;
};

/** True when the bytes are UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. */
bool o2o_is_utf8(const char *text, size_t length);

/** Checks the whole text: UTF-8, one value, at most 63 levels. Nothing else here may be called before. */
bool o2o_json_read(const char *text, size_t length, struct o2o_json *value);
/** As above, and the value is an object. */
bool o2o_json_read_object(const char *text, size_t length, struct o2o_json *object);

enum o2o_json_type o2o_json_type(struct o2o_json value);
/** The member of that name, the last one where there are several; false when there is none. */
bool o2o_json_member(struct o2o_json object, const char *name, struct o2o_json *value);
struct o2o_json_walk o2o_json_walk(struct o2o_json container);
bool o2o_json_next(struct o2o_json_walk *walk);

/** An integer written without fraction or exponent, that fits into 64 bits. */
bool o2o_json_integer(struct o2o_json value, int64_t *number);
bool o2o_json_bool(struct o2o_json value, bool *truth);
/** Copies a string and a zero; -1 when it is none, does not fit, or holds U+0000 or half a pair. */
long o2o_json_string(struct o2o_json value, char *text, size_t capacity);
bool o2o_json_equals(struct o2o_json value, const char *text);
/** Length as other languages count it, in UTF-16 units: the limits of FP-01 are in these. */
size_t o2o_utf16_length(const char *text);

/** Writes into a fixed buffer; what does not fit sets `failed` and the rest is dropped. */
struct o2o_writer {
    char *text;
    size_t capacity;
    size_t length;
    bool failed;
    bool needs_comma;
};

struct o2o_writer o2o_writer(char *text, size_t capacity);
/** '{' or '['. */
void o2o_put_open(struct o2o_writer *writer, char bracket);
void o2o_put_close(struct o2o_writer *writer, char bracket);
void o2o_put_key(struct o2o_writer *writer, const char *name);
void o2o_put_text(struct o2o_writer *writer, const char *text);
void o2o_put_integer(struct o2o_writer *writer, int64_t number);
void o2o_put_bool(struct o2o_writer *writer, bool truth);
void o2o_put_null(struct o2o_writer *writer);

/** `"name":value` in one call. */
void o2o_put_text_member(struct o2o_writer *writer, const char *name, const char *text);
void o2o_put_integer_member(struct o2o_writer *writer, const char *name, uint64_t number);
void o2o_put_bool_member(struct o2o_writer *writer, const char *name, bool truth);

#endif
