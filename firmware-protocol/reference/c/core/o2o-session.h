// Session: what evidence, time and commands do to the session that holds the object.
#ifndef O2O_SESSION_H
#define O2O_SESSION_H

#include "o2o-device.h"

/** What is special about one entry. */
struct o2o_entry {
    enum { O2O_STARTED, O2O_UPDATED, O2O_ENDED } ev;
    enum o2o_trigger trigger;
    uint64_t end_up_ms;
    /** ticket_printed: the order and its lines; NULL otherwise. */
    const struct o2o_command *order;
};

void o2o_compose_entry(struct o2o_writer *body, const struct o2o_device *device, const struct o2o_entry *entry,
                       struct o2o_use use, uint32_t evidence, uint32_t seq, uint64_t up_ms);
/** Writes an entry of the present session; false when flash has no room. */
bool o2o_record(struct o2o_device *device, const struct o2o_entry *entry, uint64_t up_ms);
bool o2o_record_update(struct o2o_device *device, enum o2o_trigger trigger, uint64_t up_ms);
void o2o_undo_start(struct o2o_device *device, const char *why, uint64_t up_ms);
/** Ends a pause; use counts on from here. */
void o2o_end_pause(struct o2o_device *device, uint64_t up_ms);
/** Lets evidence and time act. */
void o2o_run_session(struct o2o_device *device, uint64_t up_ms);
/** Power is back: go on, or end, as the kind says (FP-14). */
void o2o_wake_session(struct o2o_device *device);
uint64_t o2o_session_wake(const struct o2o_device *device, uint64_t up_ms);

#endif
