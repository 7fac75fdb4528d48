// Store of the host build: one file for each record, durable when the call returns.
#ifndef O2O_HOST_STORE_H
#define O2O_HOST_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_store {
    char folder[512];
};

/** Makes the folder where it is missing. */
bool host_store_open(struct host_store *store, const char *folder);
bool host_store_save(const struct host_store *store, uint16_t record, const void *bytes, size_t count);
long host_store_load(const struct host_store *store, uint16_t record, void *bytes, size_t capacity);
bool host_store_erase(const struct host_store *store, uint16_t record);

#endif
