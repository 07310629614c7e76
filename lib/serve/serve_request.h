/*
 * The life of a request: read from its gateway, its route found and what the route asks for checked (serve/dispatch), its handler run
 * (serve/run_handler), answered (serve/respond), told to the log and the counters. None of these ever faults or jumps.
 */
#ifndef SERVE_SERVE_REQUEST_H
#define SERVE_SERVE_REQUEST_H

#include "http/request.h"

#define SERVE_REQUEST_MAX 4 /* so many are answered together at most */

/*
 * Reads the request that has come, into a pool of its own, and answers it where no handler is needed (reply.status is then not 0). The
 * gateway must live until serve_request_end().
 */
struct request *serve_request_begin(const struct gateway *gateway, const struct route *routes);

/* True of a request that has begun if its writes may be committed together with those of others (GROUP_COMMIT). */
bool serve_request_may_share_commit(const struct request *request);

/*
 * Answers requests that have begun, SERVE_REQUEST_MAX at most. The writes of those that may share a commit are committed together; where
 * that commit is refused, each of them runs by itself.
 */
void serve_request_answer(struct request **requests, size_t count);

/* Sends the reply, tells the log and the counters of it, and lets go of all memory of the request. */
void serve_request_end(struct request *request);

#endif
