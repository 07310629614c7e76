/* Group commit: requests that came at the same time are answered by one commit, which costs little more than that of one. */
#ifndef GATEWAY_GROUP_COMMIT_H
#define GATEWAY_GROUP_COMMIT_H

#include "http/request.h"

#define GROUP_COMMIT_MAX 4 /* so many requests are answered together at most */

/*
 * Answers requests that have begun (serve/serve_request.h), GROUP_COMMIT_MAX at most. The writes of those that may share a commit are
 * committed together. Where that commit is refused, each of them runs by itself.
 */
void group_commit_answer(struct request **requests, size_t count);

#endif
