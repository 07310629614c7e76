/*
 * Memory that all programs and jobs of the shop on this machine share: one file (BOXOFFICE_SHARED) that each maps, made by the first
 * that needs it. It makes things faster or countable and never decides anything. All of its blocks are there before anybody writes, so
 * a disk that fills up later kills nobody. Where the file can't be had, nothing is shared, and nothing fails for it.
 */
#ifndef BASE_SHM_H
#define BASE_SHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHM_AREA 190000 /* bytes for serve/counters */

/* True if the memory is there. Looks whether the file is still the one that others map. */
bool shm_is_there(void);

/*
 * Generations: what is known of a thing is old once its number has risen. `id` is a thing's id or a short name of our own; NULL stands
 * for things that can't be named one by one. Things share numbers, so one may rise without a change; none changes without rising.
 */
void shm_touch(const char *id);
uint64_t shm_generation(const char *id);

/* The area, all zero at first; NULL where nothing is shared. */
void *shm_area(void);

/* Bytes of the file as locks between processes, which a killed one gives back. Waits for it; false where nothing is shared. */
bool shm_lock(int64_t byte);

/* The same without waiting: false where another has it. */
bool shm_try_lock(int64_t byte);
void shm_unlock(int64_t byte);

#endif
