/*
 * Replies kept in a program's memory: those of routes marked CACHEABLE, for requests without a session, since they are the same for
 * everybody. What a reader may see, and for how long:
 *
 * - Of one thing (a route with {id}) nothing old. The reply is kept until a commit of this machine touches the thing, or gives back
 *   tickets of things that it doesn't name (CACHE_RELEASED); and until the next of its holds ends, to the millisecond. The number that
 *   tells of a commit (shm_generation()) rises before its request is answered, so whoever was told of a change sees it.
 * - In a list every thing that is on sale, with the title and price that its seller gave it: it is kept until one of them changes
 *   (CACHE_CATALOGUE). But how many tickets are left may be CACHE_MS old, whether they were ordered or a hold has ended. Each order
 *   changes that, and lists are read most while there are most orders.
 * - All of it may be CACHE_MS old where another machine, or SQL by hand, changed it; and of a product that shares a quota with others,
 *   where an order of theirs did.
 *
 * Replies are told apart by the path and by the parameters that such pages have (INPUT_CACHEABLE), in whatever order these come and
 * whatever else stands in the address. Without shared memory nothing is kept.
 */
#ifndef SERVE_CACHE_H
#define SERVE_CACHE_H

#include "http/request.h"

#define CACHE_MS 100
/*
 * Names for shm_touch(). CACHE_CATALOGUE: something that lists show has changed, other than what is left of it. CACHE_RELEASED: tickets
 * of some things, which aren't named, were given back.
 */
#define CACHE_CATALOGUE "catalogue"
#define CACHE_RELEASED "released"

/* Answers the request with a kept reply: false where there is none. Nothing need be checked before: CACHEABLE routes are for everybody. */
bool cache_find(struct request *request);

/* Call this before the handler reads anything: a change from now on makes its reply old. */
void cache_begin(struct request *request);

/* For the handler: true if its reply will be kept. Then it should say when what it has read ends by itself (cache_end_in()). */
bool cache_may_keep(const struct request *request);

/* For the handler: what it has read is right for `left` milliseconds more. */
void cache_end_in(struct request *request, int64_t left);

/* Keeps the reply that was made, if it may be kept. */
void cache_keep(struct request *request);

#endif
