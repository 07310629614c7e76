/* Group commit: requests that arrived at the same time are committed together, which takes little longer than committing one of them. */
#ifndef GATEWAY_GROUP_COMMIT_H
#define GATEWAY_GROUP_COMMIT_H

#include "http/request.h"

#define GROUP_COMMIT_MAX 6 /* how many requests are committed together */

/*
 * Answers requests that have begun (serve/serve_request.h), GROUP_COMMIT_MAX at most. The writes of those that may share a commit are
 * committed together. Where that commit is refused, each of them runs by itself.
 */
void group_commit_answer(struct request **requests, size_t count);

#endif
