/*
 * An example to copy: keeps a table of products, in any MariaDB, that follows the shop's by its events from NATS JetStream.
 *
 * Any number of it share one durable consumer. An event is acknowledged once its effect is committed. It has one only on what
 * was there right before it: product:created on nothing, product:updated where its version is the local one and one more. One
 * that has had its effect is a repeat and does no harm. One that comes too early isn't acknowledged: it comes again after a
 * moment, when the missing one was here.
 */
#include <string.h>
#include <sysexits.h>

#include "outbox/settings.h"
#include "job/crew.h"
#include "db/db.h"
#include "job/job.h"
#include "out/jetstream.h"

#define DURABLE "product_replica"
#define SUBJECTS "boxoffice.product.*"
#define AT_A_TIME 50
#define WAIT_MS 500  /* for something to come */
#define EARLY_MS 200 /* until an event that came too early comes again */
#define DEAD_NS INT64_C(10000000000) /* and one that somebody took and never acknowledged */

/* The event's data as a row; the whole event is bound. */
#define EVENT \
	"JSON_TABLE(?, '$.data' COLUMNS (id CHAR(24) PATH '$.id', version INT PATH '$.version', title VARCHAR(200) PATH '$.title'," \
	" price DECIMAL(11, 2) PATH '$.price', user_id CHAR(24) PATH '$.userId', quantity INT PATH '$.quantity'," \
	" available INT PATH '$.available', order_id CHAR(24) PATH '$.orderId')) e"

static const char CREATE[] =
	"INSERT INTO product_replica (id, version, title, price, user_id, quantity, available, order_id)"
	" SELECT id, version, title, price, user_id, quantity, available, order_id FROM " EVENT " WHERE e.version = 0";

static const char UPDATE[] =
	"UPDATE product_replica p JOIN " EVENT " ON e.id = p.id"
	" SET p.version = e.version, p.title = e.title, p.price = e.price, p.quantity = e.quantity, p.available = e.available,"
	" p.order_id = e.order_id WHERE e.version = p.version + 1";

static const char IS_REPEAT[] =
	"SELECT COUNT(*) FROM product_replica p JOIN " EVENT " ON e.id = p.id WHERE p.version >= e.version";

static const char IS_EVENT[] = "SELECT JSON_VALID(?) AND JSON_VALUE(?, '$.data.version') IS NOT NULL";

static struct jetstream server;
static natsSubscription *subscription;
static natsMsgList messages;

struct arrival {
	const char *subject;
	struct value event;
	enum { APPLIED, REPEATED, TOO_EARLY, UNREADABLE } effect;
};

static const struct outcome *apply(void *argument)
{
	struct arrival *arrival = argument;
	const struct value event = arrival->event;
	bool created = !strcmp(arrival->subject, "boxoffice.product.created");

	arrival->effect = APPLIED;
	if (!db_number(IS_EVENT, BIND(event, event), 0))
		arrival->effect = UNREADABLE;
	else if (created ? !db_insert(CREATE, BIND(event)) : !db_exec(UPDATE, BIND(event)))
		arrival->effect = created || db_number(IS_REPEAT, BIND(event), 0) ? REPEATED : TOO_EARLY;
	return DONE;
}

/* An answer that doesn't reach the server is no harm: the event comes again, and is a repeat. False where it came too early. */
static bool work_on(natsMsg *message)
{
	struct arrival arrival = { natsMsg_GetSubject(message), db_bytes(natsMsg_GetData(message), (size_t)natsMsg_GetDataLength(message)), 0 };

	db_transaction(apply, &arrival);
	if (arrival.effect == TOO_EARLY)
		natsMsg_NakWithDelay(message, EARLY_MS, NULL);
	else if (arrival.effect == UNREADABLE)
		natsMsg_Term(message, NULL);
	else
		natsMsg_Ack(message, NULL);
	return arrival.effect != TOO_EARLY;
}

static void leave(void)
{
	natsMsgList_Destroy(&messages);
	natsSubscription_Destroy(subscription);
	subscription = NULL;
	jetstream_close(&server);
}

static const char *arrive(void)
{
	const char *problem;
	jsSubOptions wanted;
	natsStatus status;
	jsOptions options;

	jsOptions_Init(&options);
	problem = jetstream_open(&server, "boxoffice replicate_products", &options);
	if (problem)
		return problem;
	jsSubOptions_Init(&wanted);
	wanted.Stream = JETSTREAM_STREAM;
	wanted.Config.AckWait = DEAD_NS;
	status = js_PullSubscribe(&subscription, server.context, SUBJECTS, DURABLE, NULL, &wanted, NULL);
	return status == NATS_OK ? NULL : natsStatus_GetText(status);
}

static void be_there(void)
{
	const char *problem = NULL;

	if (!subscription || !jetstream_is_open(&server)) {
		leave();
		problem = arrive();
	}
	if (problem)
		fault(FAULT_AGAIN, "nats: %s", problem);
}

/* A fault of the database on the way leaves the rest unacknowledged: it comes again. */
static int64_t work(void *pool)
{
	natsStatus status;
	int64_t done = 0;

	(void)pool;
	be_there();
	natsMsgList_Destroy(&messages);
	status = natsSubscription_Fetch(&messages, subscription, AT_A_TIME, WAIT_MS, NULL);
	if (status != NATS_OK && status != NATS_TIMEOUT)
		leave();
	for (int i = 0; i < messages.Count; i++)
		done += work_on(messages.Msgs[i]);
	return done;
}

static void end(void)
{
	leave();
	jetstream_end(&server);
}

static bool is_wanted(void)
{
	return *outbox_settings.nats_url != '\0';
}

static const struct worker workers[] = { { "events", is_wanted, work, end } };

static int replicate(int64_t seconds)
{
	return db_answers() ? crew_run(workers, 1, seconds) : EX_UNAVAILABLE;
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "replicate_products",
		.purpose = "An example of a reader of NATS JetStream: keeps a table of the shop's products elsewhere.",
		.work = replicate,
		.takes_for = true,
		.follows = true,
	});
}
