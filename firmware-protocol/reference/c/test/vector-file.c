// Vector files for tests.
#include "vector-file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *what, const char *which)
{
    fprintf(stderr, "%s: %s\n", what, which);
    exit(2);
}

bool vector_file_read(struct vector_file *file, const char *folder, const char *path)
{
    char name[1024];
    size_t length;
    FILE *stream;
    snprintf(name, sizeof name, "%s/%s", folder, path);
    stream = fopen(name, "rb");
    if (!stream) return false;
    length = fread(file->text, 1, sizeof file->text, stream);
    fclose(stream);
    if (length == sizeof file->text || !o2o_json_read_object(file->text, length, &file->object)) die("cannot read", name);
    return true;
}

struct o2o_json vector_member(struct o2o_json object, const char *name)
{
    struct o2o_json member = {NULL, NULL};
    if (!o2o_json_member(object, name, &member)) die("no member", name);
    return member;
}

const char *vector_text(struct o2o_json object, const char *name, char *text, size_t *length)
{
    long size = o2o_json_string(vector_member(object, name), text, VECTOR_TEXT_MAX);
    if (size < 0) die("no text", name);
    if (length) *length = (size_t)size;
    return text;
}

bool vector_has(struct o2o_json object, const char *name)
{
    struct o2o_json member;
    return o2o_json_member(object, name, &member);
}

int64_t vector_integer(struct o2o_json object, const char *name)
{
    int64_t number = 0;
    if (!o2o_json_integer(vector_member(object, name), &number)) die("no integer", name);
    return number;
}

bool vector_bool(struct o2o_json object, const char *name)
{
    bool truth = false;
    if (!o2o_json_bool(vector_member(object, name), &truth)) die("no truth", name);
    return truth;
}

size_t vector_hex(const char *hex, uint8_t *bytes, size_t capacity)
{
    size_t count = strlen(hex) / 2;
    if (count > capacity) die("too long", hex);
    for (size_t i = 0; i < count; i++) {
        unsigned value;
        if (sscanf(hex + 2 * i, "%2x", &value) != 1) die("no hex", hex);
        bytes[i] = (uint8_t)value;
    }
    return count;
}
