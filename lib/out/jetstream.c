#include "out/jetstream.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "outbox/settings.h"
#include "base/pool.h"
#include "base/text.h"

#define SECOND INT64_C(1000000000)
#define REPEATS_WITHIN (3600 * SECOND) /* a message whose id came so short a time ago is a repeat */
#define DAY (86400 * SECOND)

void jetstream_mask(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, before);
}

void jetstream_unmask(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* ---- connection */

/*
 * At a program's exit libnats frees something of OpenSSL's, and then OpenSSL would free it again if it was begun before libnats, as by
 * libmariadb. What is registered last is called first: OpenSSL ends before either, and has nothing left to free twice.
 */
static natsStatus begin(void)
{
	static bool begun;
	natsStatus status = begun ? NATS_OK : nats_Open(-1);

	if (status == NATS_OK && !begun)
		begun = atexit(OPENSSL_cleanup) == 0;
	return status;
}

/* libnats would print. */
static void ignore(natsConnection *connection, natsSubscription *subscription, natsStatus status, void *nothing)
{
	(void)connection, (void)subscription, (void)status, (void)nothing;
}

static natsStatus by_settings(natsOptions *options)
{
	natsStatus status = natsOptions_SetURL(options, outbox_settings.nats_url);

	if (status == NATS_OK && text_begins(outbox_settings.nats_url, "tls://"))
		status = natsOptions_SetSecure(options, true);
	if (status == NATS_OK && *outbox_settings.nats_ca)
		status = natsOptions_LoadCATrustedCertificates(options, outbox_settings.nats_ca);
	if (status == NATS_OK && *outbox_settings.nats_creds)
		status = natsOptions_SetUserCredentialsFromFiles(options, outbox_settings.nats_creds, NULL);
	return status;
}

static natsStatus within_limits(natsOptions *options, const char *name)
{
	natsStatus status = natsOptions_SetName(options, name);

	if (status == NATS_OK)
		status = natsOptions_SetTimeout(options, JETSTREAM_WAIT_MS);
	if (status == NATS_OK)
		status = natsOptions_SetWriteDeadline(options, JETSTREAM_WAIT_MS);
	if (status == NATS_OK)
		status = natsOptions_SetAllowReconnect(options, false);
	if (status == NATS_OK)
		status = natsOptions_SetErrorHandler(options, ignore, NULL);
	return status;
}

static natsStatus connect_to(struct jetstream *link, const char *name, jsOptions *options)
{
	natsOptions *settings = NULL;
	natsStatus status = natsOptions_Create(&settings);

	if (status == NATS_OK)
		status = by_settings(settings);
	if (status == NATS_OK)
		status = within_limits(settings, name);
	if (status == NATS_OK)
		status = natsConnection_Connect(&link->connection, settings);
	natsOptions_Destroy(settings);
	options->Wait = JETSTREAM_WAIT_MS;
	return status == NATS_OK ? natsConnection_JetStream(&link->context, link->connection, options) : status;
}

const char *jetstream_open(struct jetstream *link, const char *name, jsOptions *options)
{
	natsStatus status;
	sigset_t before;

	jetstream_mask(&before);
	status = begin();
	if (status == NATS_OK)
		status = connect_to(link, name, options);
	jetstream_unmask(&before);
	if (status == NATS_OK)
		return NULL;
	jetstream_close(link);
	return status == NATS_NO_SERVER ? "no connection" : natsStatus_GetText(status);
}

bool jetstream_is_open(const struct jetstream *link)
{
	return link->connection && natsConnection_Status(link->connection) == NATS_CONN_STATUS_CONNECTED;
}

void jetstream_close(struct jetstream *link)
{
	jsCtx_Destroy(link->context);
	natsConnection_Destroy(link->connection);
	*link = (struct jetstream){ 0 };
}

void jetstream_end(struct jetstream *link)
{
	jetstream_close(link);
	nats_CloseAndWait(JETSTREAM_WAIT_MS);
}

/* ---- stream */

static natsStatus make_stream(jsCtx *context)
{
	const char *subjects[] = { JETSTREAM_SUBJECTS };
	jsStreamConfig wanted;

	jsStreamConfig_Init(&wanted);
	wanted.Name = JETSTREAM_STREAM;
	wanted.Subjects = subjects;
	wanted.SubjectsLen = 1;
	wanted.Storage = js_FileStorage;
	wanted.Discard = js_DiscardOld;
	wanted.Duplicates = REPEATS_WITHIN;
	wanted.MaxAge = outbox_settings.nats_keep_days * DAY;
	return js_AddStream(NULL, context, &wanted, NULL, NULL);
}

static bool takes_our_subjects(const jsStreamConfig *stream)
{
	for (int i = 0; i < stream->SubjectsLen; i++)
		if (!strcmp(stream->Subjects[i], JETSTREAM_SUBJECTS))
			return true;
	return false;
}

static void add_our_subjects(void *pool, jsStreamConfig *stream)
{
	const char **subjects = pool_alloc(pool, sizeof(*subjects) * ((size_t)stream->SubjectsLen + 1));

	if (stream->SubjectsLen)
		memcpy(subjects, stream->Subjects, sizeof(*subjects) * (size_t)stream->SubjectsLen);
	subjects[stream->SubjectsLen++] = JETSTREAM_SUBJECTS;
	stream->Subjects = subjects;
}

static natsStatus adapt_stream(void *pool, jsCtx *context, const jsStreamConfig *stream)
{
	jsStreamConfig wanted = *stream;
	int64_t age = outbox_settings.nats_keep_days ? outbox_settings.nats_keep_days * DAY : stream->MaxAge;
	bool has_subjects = takes_our_subjects(stream);

	if (has_subjects && stream->Duplicates >= REPEATS_WITHIN && stream->MaxAge == age)
		return NATS_OK;
	if (!has_subjects)
		add_our_subjects(pool, &wanted);
	if (stream->Duplicates < REPEATS_WITHIN)
		wanted.Duplicates = REPEATS_WITHIN;
	wanted.MaxAge = age;
	return js_UpdateStream(NULL, context, &wanted, NULL, NULL);
}

static natsStatus prepare(void *pool, jsCtx *context)
{
	jsStreamInfo *stream = NULL;
	natsStatus status;
	sigset_t before;

	jetstream_mask(&before);
	status = js_GetStreamInfo(&stream, context, JETSTREAM_STREAM, NULL, NULL);
	jetstream_unmask(&before);
	if (status == NATS_NOT_FOUND)
		return make_stream(context);
	if (status == NATS_OK)
		status = adapt_stream(pool, context, stream->Config);
	jsStreamInfo_Destroy(stream);
	return status;
}

const char *jetstream_prepare(void *pool, struct jetstream *link)
{
	natsStatus status = prepare(pool, link->context);
	const char *said;

	if (status == NATS_OK)
		return NULL;
	said = status == NATS_ERR ? nats_GetLastError(NULL) : NULL;
	if (status == NATS_NO_RESPONDERS)
		said = "JetStream isn't enabled";
	return pool_print(pool, "stream " JETSTREAM_STREAM ": %s", said && *said ? said : natsStatus_GetText(status));
}
