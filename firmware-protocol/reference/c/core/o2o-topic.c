// Topics: reading refuses everything that is not exactly one of ours.
#include "o2o-topic.h"

#include <string.h>

static const char ROOT[] = "o2o/1/";

/** Each leaf with its words after `tenant/device/` and the number of ids that follow them. */
static const struct {
    enum o2o_leaf leaf;
    const char *direction;
    const char *word;
    unsigned ids;
} LEAVES[] = {
    {O2O_UP_HELLO, "up", "hello", 0},  {O2O_UP_ONLINE, "up", "online", 0}, {O2O_UP_JOURNAL, "up", "ses", 0},
    {O2O_UP_STATE, "up", "state", 0},  {O2O_UP_TELEMETRY, "up", "tel", 0}, {O2O_UP_RESULT, "up", "res", 2},
    {O2O_UP_EVENT, "up", "evt", 1},    {O2O_DOWN_SYSTEM, "dn", "sys", 0},  {O2O_DOWN_ACK, "dn", "ack", 0},
    {O2O_DOWN_CONFIG, "dn", "cfg", 0}, {O2O_DOWN_COMMAND, "dn", "cmd", 2},
};
enum { LEAF_COUNT = sizeof LEAVES / sizeof LEAVES[0], WORDS_MAX = 6 };

static bool is_reserved(const char *tenant) { return strcmp(tenant, "gw") == 0 || strcmp(tenant, "claim") == 0; }

/** Splits at slashes into at most six ids; 0 when a word is none, or there are more. */
static unsigned split(const char *text, size_t length, o2o_id words[WORDS_MAX])
{
    unsigned count = 0;
    size_t from = 0;
    for (size_t at = 0; at <= length; at++) {
        if (at < length && text[at] != '/') continue;
        size_t size = at - from;
        if (count == WORDS_MAX || size == 0 || size > O2O_ID_MAX || memchr(text + from, '\0', size)) return 0;
        memcpy(words[count], text + from, size);
        words[count][size] = '\0';
        if (!o2o_is_id(words[count++])) return 0;
        from = at + 1;
    }
    return count;
}

enum o2o_topic_refusal o2o_topic_read(const char *text, size_t length, struct o2o_topic *topic)
{
    size_t root = sizeof ROOT - 1;
    o2o_id words[WORDS_MAX];
    unsigned count;
    if (length < root || memcmp(text, ROOT, root) != 0) return O2O_TOPIC_FOREIGN;
    count = length > O2O_TOPIC_MAX ? 0 : split(text + root, length - root, words);
    if (count < 4 || is_reserved(words[0])) return O2O_TOPIC_MALFORMED;
    for (size_t i = 0; i < LEAF_COUNT; i++) {
        if (strcmp(words[2], LEAVES[i].direction) != 0 || strcmp(words[3], LEAVES[i].word) != 0) continue;
        if (count != 4 + LEAVES[i].ids) return O2O_TOPIC_MALFORMED;
        memset(topic, 0, sizeof *topic);
        topic->leaf = LEAVES[i].leaf;
        memcpy(topic->tenant, words[0], sizeof(o2o_id));
        memcpy(topic->device, words[1], sizeof(o2o_id));
        if (count > 4) memcpy(topic->first, words[4], sizeof(o2o_id));
        if (count > 5) memcpy(topic->second, words[5], sizeof(o2o_id));
        return O2O_TOPIC_READ;
    }
    return O2O_TOPIC_MALFORMED;
}

static void add(char *text, size_t *length, const char *word)
{
    size_t size = strlen(word);
    memcpy(text + *length, word, size + 1);
    *length += size;
}

bool o2o_topic_write(const struct o2o_topic *topic, char *text)
{
    const char *const ids[] = {topic->first, topic->second};
    size_t length = 0;
    if (!o2o_is_id(topic->tenant) || is_reserved(topic->tenant) || !o2o_is_id(topic->device)) return false;
    for (size_t i = 0; i < LEAF_COUNT; i++) {
        if (LEAVES[i].leaf != topic->leaf) continue;
        add(text, &length, ROOT);
        add(text, &length, topic->tenant);
        add(text, &length, "/");
        add(text, &length, topic->device);
        add(text, &length, "/");
        add(text, &length, LEAVES[i].direction);
        add(text, &length, "/");
        add(text, &length, LEAVES[i].word);
        for (unsigned id = 0; id < LEAVES[i].ids; id++) {
            if (!o2o_is_id(ids[id])) return false;
            add(text, &length, "/");
            add(text, &length, ids[id]);
        }
        return true;
    }
    return false;
}
