// Running vectors.
#define _POSIX_C_SOURCE 200809L
#include "vector-run.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { KEYS_MAX = 16, FILES_MAX = 64 };
static struct {
    o2o_id kid;
    struct host_key key;
} keys[KEYS_MAX];
static size_t key_count;
static const struct host_key *signing_key;
static struct vector_file file;
static char label[VECTOR_TEXT_MAX];
static unsigned checks, failures, cases;
static const char *vectors;
static const char *known_files[FILES_MAX];
static size_t known_count;

static void know(const char *path)
{
    if (known_count < FILES_MAX) known_files[known_count++] = path;
}

static bool is_known(const char *path)
{
    for (size_t i = 0; i < known_count; i++)
        if (strcmp(known_files[i], path) == 0) return true;
    return false;
}

void vector_check(bool holds, const char *where)
{
    checks++;
    if (holds) return;
    failures++;
    printf("not so: %s: %s\n", where, label);
}

static bool sign(void *context, const uint8_t *message, size_t length, uint8_t signature[64])
{
    (void)context;
    return signing_key && host_sign(signing_key, message, length, signature);
}

const struct o2o_port VECTOR_PORT = {
    .sign = sign, .verify = host_verify, .sha256 = host_sha256, .hmac_sha256 = host_hmac_sha256, .random = host_random};

void vector_sign_with(const struct host_key *key) { signing_key = key; }

const struct host_key *vector_key(const char *kid)
{
    for (size_t i = 0; i < key_count; i++)
        if (strcmp(keys[i].kid, kid) == 0) return &keys[i].key;
    return NULL;
}

const uint8_t *vector_find_key(const void *nothing, const char *kid)
{
    (void)nothing;
    return vector_key(kid) ? vector_key(kid)->public_key : NULL;
}

unsigned vector_each(const char *path, const char *list, void (*run)(struct o2o_json, const char *))
{
    static const char *const NAMES[] = {"name", "note", "topic", "kid"};
    struct o2o_json_walk walk;
    unsigned count = 0;
    if (!vector_file_read(&file, vectors, path)) return 0;
    know(path);
    walk = o2o_json_walk(vector_member(file.object, list));
    while (o2o_json_next(&walk)) {
        for (size_t i = 4; i > 0; i--)
            if (vector_has(walk.value, NAMES[i - 1])) vector_text(walk.value, NAMES[i - 1], label, NULL);
        run(walk.value, path);
        count++;
    }
    printf("%4u cases of %s\n", count, path);
    cases += count;
    return count;
}

static void load_key(struct o2o_json each, const char *path)
{
    static char text[VECTOR_TEXT_MAX];
    uint8_t seed[32], public_key[32];
    if (key_count == KEYS_MAX) return;
    vector_hex(vector_text(each, "seedHex", text, NULL), seed, sizeof seed);
    vector_hex(vector_text(each, "publicHex", text, NULL), public_key, sizeof public_key);
    o2o_copy(keys[key_count].kid, sizeof(o2o_id), vector_text(each, "kid", text, NULL));
    host_key_from_seed(&keys[key_count].key, seed);
    vector_check(memcmp(keys[key_count].key.public_key, public_key, 32) == 0, path);
    key_count++;
}

void vector_begin(const char *folder)
{
    vectors = folder;
    vector_each("valid/keys.json", "keys", load_key);
}

void vector_leave_out(const char *path, const char *why)
{
    know(path);
    printf("  not run: %s: %s\n", path, why);
}

static void look_for_others(const char *kind)
{
    char path[512];
    const struct dirent *entry;
    DIR *folder;
    snprintf(path, sizeof path, "%s/%s", vectors, kind);
    folder = opendir(path);
    while (folder && (entry = readdir(folder)) != NULL) {
        snprintf(path, sizeof path, "%s/%s", kind, entry->d_name);
        if (strstr(entry->d_name, ".json") && !is_known(path)) vector_check(false, path);
    }
    vector_check(folder != NULL, kind);
    if (folder) closedir(folder);
}

int vector_end(void)
{
    strcpy(label, "neither run nor left out");
    look_for_others("valid");
    look_for_others("invalid");
    printf("vectors: %u cases, %u checks, %u failures\n", cases, checks, failures);
    return failures == 0 && cases > 0 ? 0 : 1;
}
