// Simulated objects of the host program: what the core moves and senses, and what a hand can do to them.
#ifndef O2O_HOST_OBJECT_H
#define O2O_HOST_OBJECT_H

#include "o2o-kind.h"

struct host_hand {
    bool is_possible;
    /** Control that the hand changed past the phone; NULL for none. */
    const char *control;
};

struct host_object {
    const struct o2o_kind *kind;
    void *object;
    struct host_hand (*hand)(void *object, const char *act, int64_t value, uint64_t up_ms);
    /** Mechanics that no power cut moves, as text; NULL where there are none. */
    size_t (*freeze)(const void *object, char *text, size_t capacity);
    void (*thaw)(void *object, const char *text);
};

/** The object of a kind; NULL when this program has none. */
const struct host_object *host_object_of(const char *kind);

extern const struct host_object HOST_ROOM, HOST_BIKE;

#endif
