// Journal: entries are in flash before they are sent, and stay until a signed ack covers them (FP-16).
#ifndef O2O_JOURNAL_H
#define O2O_JOURNAL_H

#include "o2o-device.h"

/** Finds what is in flash; afterwards the present session has what its last entry says. */
void o2o_journal_load(struct o2o_device *device);
bool o2o_journal_knows(const struct o2o_device *device, const char *ses);
/** One more session may begin. */
bool o2o_journal_has_room(const struct o2o_device *device);
size_t o2o_journal_count(const struct o2o_device *device);
/** Stores an entry of the present session; false when flash has no room: then it has not happened. */
bool o2o_journal_add(struct o2o_device *device, const char *body, size_t length, uint32_t seq, bool may_drop);
/** Gives up every second reading when the journal is full. */
void o2o_journal_make_room(struct o2o_device *device);
/** Entries of a session below `stored` are the gateway's now. */
void o2o_journal_erase(struct o2o_device *device, const char *ses, uint64_t stored, uint64_t up_ms);
/** To be sent again: all, or those of one session (and one number, if not O2O_NEVER). */
void o2o_journal_mark(struct o2o_device *device, const char *ses, uint64_t n);
/** A welcome: all that is left goes up again, and the waits begin anew. */
void o2o_journal_greeted(struct o2o_device *device);
/** One timer for all: what no ack covers is marked after 30 s, then after 60 s, doubling. */
void o2o_journal_repeat(struct o2o_device *device, uint64_t up_ms);
/** Something waits to be sent. */
bool o2o_journal_is_behind(const struct o2o_device *device);
/** Sends what is marked, in order of writing, a few at a time. */
void o2o_journal_send(struct o2o_device *device, uint64_t up_ms);
uint64_t o2o_journal_wake(const struct o2o_device *device, uint64_t up_ms);

#endif
