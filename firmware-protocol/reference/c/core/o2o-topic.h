// Topics: where each message travels (FP-02, FP-03).
#ifndef O2O_TOPIC_H
#define O2O_TOPIC_H

#include "o2o-protocol.h"

enum o2o_leaf {
    O2O_UP_HELLO,
    O2O_UP_ONLINE,
    O2O_UP_JOURNAL,
    O2O_UP_STATE,
    O2O_UP_TELEMETRY,
    O2O_UP_RESULT,
    O2O_UP_EVENT,
    O2O_DOWN_SYSTEM,
    O2O_DOWN_ACK,
    O2O_DOWN_CONFIG,
    O2O_DOWN_COMMAND
};

struct o2o_topic {
    o2o_id tenant;
    o2o_id device;
    enum o2o_leaf leaf;
    /** Of a result or command: gateway and command id. Of an event: its type is in `first`. */
    o2o_id first;
    o2o_id second;
};

/** Foreign topics are not ours, malformed ones only look like ours. */
enum o2o_topic_refusal { O2O_TOPIC_READ, O2O_TOPIC_FOREIGN, O2O_TOPIC_MALFORMED };

enum o2o_topic_refusal o2o_topic_read(const char *text, size_t length, struct o2o_topic *topic);
/** False when a name in it is no id. `text` has room for O2O_TOPIC_MAX + 1. */
bool o2o_topic_write(const struct o2o_topic *topic, char *text);

#endif
