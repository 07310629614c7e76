/*
 * Memory that all programs and jobs of the shop on this machine share. It is one file (config.shared), which the first program that needs
 * it makes and every program maps. The memory serves caches and counters; no decision of the shop depends on it.
 *
 * The file's room on the disk is allocated when the file is made: a program that writes to a mapped page for which a full disk has no room
 * is killed by the kernel. A file of another form (made by another version, or not finished) is never grown or truncated, since that
 * would kill the programs that have it mapped. It is removed, and a new file is made; programs notice that the file they have mapped is
 * gone and map the new one.
 *
 * Where no file can be made, each program has generations of its own, and there is no area. Nothing fails.
 */
#ifndef BASE_SHM_H
#define BASE_SHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the areas are for, each for one module: serve/counters, serve/cost, db/connection. */
enum shm_area { SHM_COUNTERS, SHM_COSTS, SHM_DATABASE, SHM_AREAS };
#define SHM_COUNTERS_SIZE ((size_t)144 << 10) /* bytes */
#define SHM_COSTS_SIZE ((size_t)128 << 10)
#define SHM_DATABASE_SIZE ((size_t)64)

/* True if there is a file, so that the other programs see what this one writes. Makes the file where there is none. */
bool shm_is_there(void);

/*
 * Raises the generation of a thing (a product, an order) that has changed; NULL: everything may have changed. Call it after the commit and
 * before the reply is sent. All ids share 1024 numbers, so a generation may rise although its own thing hasn't changed.
 */
void shm_touch(const char *id);

/* The generation of a thing: it differs after each shm_touch() of this id or of NULL. With NULL: it differs after any shm_touch(). */
uint64_t shm_generation(const char *id);

/*
 * An area of the file, of the size above, zeros in a new file; NULL where there is no file. Call it for each use: the file may be another
 * one the next time.
 */
void *shm_area(enum shm_area area);

/*
 * Locks that only one process at a time can hold; they have the numbers 0, 1, 2 and so on. A lock belongs to the file that shm_area() or
 * shm_is_there() found last, and ends with its process. shm_lock() waits until the lock is free, shm_try_lock() doesn't wait. Both are
 * false if the lock wasn't taken, which is so where there is no file. Unlocking a lock that isn't held does nothing.
 */
bool shm_lock(int64_t number);
bool shm_try_lock(int64_t number);
void shm_unlock(int64_t number);

#endif
