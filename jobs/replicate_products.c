/*
 * An example to copy: keeps a table of products in any MariaDB equal to the shop's products, by events from NATS JetStream.
 *
 * Several processes may run at once: they share one durable consumer. An event is acknowledged once its effect is committed. It has an
 * effect only on the state right before it: product:created if the row doesn't exist, product:updated if its version is the row's version
 * and one more. An event that has had its effect already is a repeat, and does nothing. An event that arrives too early isn't acknowledged:
 * the server sends it again after a moment, when the missing event has arrived.
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
#define WAIT_MS 500  /* how long to wait for messages */
#define EARLY_MS 200 /* until the server sends an event again that arrived too early */
#define DEAD_NS INT64_C(10000000000) /* until the server sends an event again that a process has taken and never acknowledged */

/* The members of an event's data as a row. The whole event is bound. */
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

/*
 * Handles one message. If the acknowledgement doesn't reach the server, the event comes again and is a repeat. False where the event
 * arrived too early.
 */
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

/* Handles what has arrived. If the database fails in between, the remaining messages aren't acknowledged, and come again. */
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
		.purpose = "An example of a consumer of NATS JetStream: keeps a copy of the shop's products in another database.",
		.work = replicate,
		.takes_for = true,
		.follows = true,
	});
}
