/*
 * Memory that all programs and jobs of the shop on this machine share: one file that each maps (config.shared), made by the first
 * that needs it. It makes things faster or countable and never decides anything.
 *
 * All its room on the disk is allocated when the file is made, since a program that writes to a mapped page for which a full disk
 * has no room is killed. A file of another form (of another version, or cut off while it was made) is never grown or shrunk, which
 * would kill those that have it mapped: it is taken away, and a new one is made. Whoever still has the old one notices by that.
 *
 * Where no file can be had, the generations are the program's own, and there is no area. Nothing fails for it.
 */
#ifndef BASE_SHM_H
#define BASE_SHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHM_AREA_SIZE ((size_t)144 << 10) /* bytes */

/* True if there is a file, so that what this program writes is read by the others. Makes the file if need be. */
bool shm_is_there(void);

/*
 * Says that a thing (a product, an order…) has changed: raises its generation. NULL: everything may have changed. Call it after
 * the commit and before anybody is told of it. Ids share 1024 numbers, so a generation may rise though its thing didn't change.
 */
void shm_touch(const char *id);

/* A number that is another one after each shm_touch() of this id or of NULL; for NULL: after each shm_touch() at all. */
uint64_t shm_generation(const char *id);

/* SHM_AREA_SIZE bytes for serve/counters, zeroed in a new file; NULL without a file. Ask anew each time: the file may change. */
void *shm_area(void);

/*
 * A lock for what no two processes may do at once; it has a number from 0 on, and ends with its process. It is one of the file that
 * shm_area() or shm_is_there() found last. shm_lock() waits for it, shm_try_lock() doesn't. Both are false where it wasn't got, as
 * without a file. To unlock what isn't locked is fine.
 */
bool shm_lock(int64_t number);
bool shm_try_lock(int64_t number);
void shm_unlock(int64_t number);

#endif
