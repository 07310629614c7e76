/*
 * Keeps replies in a program's memory: replies of CACHEABLE routes to requests without a session, since those are the same for everybody.
 * How old a kept reply may be:
 *
 * - The API's answer about one thing (a route with {id}) is never out of date. It is kept until a commit on this machine changes the thing,
 *   or gives back tickets of things that the commit doesn't name (CACHE_RELEASED), or until the next hold of the thing ends, to the
 *   millisecond. The number that a commit raises (shm_generation()) rises before the commit's own request is answered, so a client who has
 *   seen the answer also sees the change.
 * - A page, and a list of either kind, shows what is on sale with its present title and price: it is kept until one of these changes
 *   (CACHE_CATALOGUE). But the numbers of tickets that are left may be CACHE_MS old, which nobody who reads a page can notice. Each order
 *   changes such a number, and pages are read most often when there are most orders: each process would make the page anew for each commit.
 * - Any reply may be CACHE_MS out of date after a change by another machine, or by SQL that somebody types. The same is true for a product
 *   that shares a quota with other products, after an order for one of those.
 *
 * Replies are told apart by the path and by the parameters that the route takes, in whatever order these are; other parameters are ignored.
 * Without shared memory no reply is kept.
 */
#ifndef SERVE_CACHE_H
#define SERVE_CACHE_H

#include "http/request.h"

#define CACHE_MS 100
/*
 * Names for shm_touch(). CACHE_CATALOGUE: something that lists show has changed, other than a number of tickets. CACHE_RELEASED: tickets
 * were given back, of things that aren't named.
 */
#define CACHE_CATALOGUE "catalogue"
#define CACHE_RELEASED "released"

/* Answers the request with a kept reply. False where there is none. Needs no checks before, since CACHEABLE routes are for everybody. */
bool cache_find(struct request *request);

/* Call this before the handler reads anything: a later change makes the reply out of date. */
void cache_begin(struct request *request);

/*
 * For the handler: true if its reply will be kept. The handler should then call cache_end_in() if what it has read becomes wrong by itself
 * at some time.
 */
bool cache_may_keep(const struct request *request);

/* For the handler: what it has read is right for `left` milliseconds from now. */
void cache_end_in(struct request *request, int64_t left);

/* Keeps the reply that was made, unless it mustn't be kept. */
void cache_keep(struct request *request);

#endif
