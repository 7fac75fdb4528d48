// Store of the host build: written beside, synced, renamed, and the folder synced; a power cut leaves the old or the new.
#define _POSIX_C_SOURCE 200809L
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "o2o-port.h"

enum { PATH_MAX_HERE = 600 };

static void name_of(const struct host_store *store, uint16_t record, const char *suffix, char path[PATH_MAX_HERE])
{
    snprintf(path, PATH_MAX_HERE, "%s/%04x%s", store->folder, record, suffix);
}

bool host_store_open(struct host_store *store, const char *folder)
{
    if (strlen(folder) >= sizeof store->folder) return false;
    strcpy(store->folder, folder);
    return mkdir(folder, 0700) == 0 || errno == EEXIST;
}

static bool sync_folder(const struct host_store *store)
{
    int folder = open(store->folder, O_RDONLY);
    bool is_synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) close(folder);
    return is_synced;
}

bool host_store_save(const struct host_store *store, uint16_t record, const void *bytes, size_t count)
{
    char path[PATH_MAX_HERE], beside[PATH_MAX_HERE];
    int file;
    bool is_written;
    name_of(store, record, "", path);
    name_of(store, record, ".new", beside);
    file = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) return false;
    is_written = write(file, bytes, count) == (ssize_t)count && fsync(file) == 0;
    is_written = close(file) == 0 && is_written;
    return is_written && rename(beside, path) == 0 && sync_folder(store);
}

long host_store_load(const struct host_store *store, uint16_t record, void *bytes, size_t capacity)
{
    char path[PATH_MAX_HERE];
    long length;
    FILE *file;
    name_of(store, record, "", path);
    file = fopen(path, "rb");
    if (!file) return errno == ENOENT ? O2O_NO_RECORD : O2O_BROKEN_RECORD;
    length = (long)fread(bytes, 1, capacity, file);
    if (ferror(file) || fgetc(file) != EOF) length = O2O_BROKEN_RECORD;
    fclose(file);
    return length;
}

bool host_store_erase(const struct host_store *store, uint16_t record)
{
    char path[PATH_MAX_HERE];
    name_of(store, record, "", path);
    if (unlink(path) == 0) return sync_folder(store);
    return errno == ENOENT;
}
