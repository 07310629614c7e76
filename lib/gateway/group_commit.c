#include "gateway/group_commit.h"

#include "base/fault.h"
#include "serve/respond.h"
#include "serve/serve_request.h"

struct group {
	struct request *requests[GROUP_COMMIT_MAX];
	const struct outcome *outcomes[GROUP_COMMIT_MAX];
	struct batch *batches[GROUP_COMMIT_MAX];
	size_t count;
};

/* Runs the handler of one request, and adds its batch to the group. A request without writes, or with a fault, is answered at once. */
static void prepare_request(struct group *group, struct request *request)
{
	const struct outcome *outcome = serve_request_prepare(request);

	if (!outcome)
		return;
	group->requests[group->count] = request;
	group->batches[group->count] = request->run.batch;
	group->outcomes[group->count++] = outcome;
}

/*
 * True if the group is committed. Otherwise each request must run by itself, so that what the database refuses of one is no fault of
 * the others; except where the answer to the commit was lost, and a fault has answered all of them.
 */
static bool commit_group(struct group *group)
{
	struct recovery here;
	bool committed;

	if (fault_caught(&here)) {
		for (size_t i = 0; here.kind == FAULT_AWAY && i < group->count; i++)
			serve_request_fail(group->requests[i], &here);
		return false;
	}
	committed = batch_commit(group->batches, group->count) == BATCH_DONE;
	fault_disarm(&here);
	return committed;
}

static void answer_group(struct request **requests, size_t count)
{
	struct group group = { .count = 0 };

	for (size_t i = 0; i < count; i++)
		prepare_request(&group, requests[i]);
	if (!group.count)
		return;
	if (commit_group(&group))
		for (size_t i = 0; i < group.count; i++)
			serve_request_committed(group.requests[i], group.outcomes[i]);
	else
		for (size_t i = 0; i < group.count; i++)
			if (!group.requests[i]->run.fault[0])
				respond_reset(group.requests[i]);
}

void group_commit_answer(struct request **requests, size_t count)
{
	struct request *group[GROUP_COMMIT_MAX];
	size_t group_size = 0;

	for (size_t i = 0; i < count; i++)
		if (serve_request_may_share_commit(requests[i]))
			group[group_size++] = requests[i];
	if (group_size > 1)
		answer_group(group, group_size);
	for (size_t i = 0; i < count; i++)
		serve_request_answer(requests[i]);
}
