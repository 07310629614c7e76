/* Tokens for programs that pull the feed: makes a token and prints it once, lists the programs, revokes a token. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "job/job.h"
#include "base/moment.h"
#include "base/pool.h"
#include "outbox/feed_client.h"

#define PREFIX 5 /* "feed:" */

static int add_token(const char *name)
{
	char token[FEED_CLIENT_TOKEN_SIZE];

	if (!feed_client_name_valid(name)) {
		fprintf(stderr, "boxoffice-token: a name has 1 to 48 of a-z, 0-9, '.', '_' and '-', and isn't `default`\n");
		return EX_USAGE;
	}
	if (!feed_client_add(name, token)) {
		fprintf(stderr, "boxoffice-token: there is a token of this name; revoke it first\n");
		return EX_DATAERR;
	}
	printf("name=%s token=%s\n", name, token);
	return EX_OK;
}

static void print_client(const struct feed_client *client)
{
	char created[MOMENT_SIZE], seen[MOMENT_SIZE];

	moment_iso(created, client->created_at);
	moment_iso(seen, client->seen_at);
	printf("name=%s position=%" PRId64 " created=%s seen=%s\n", client->name + PREFIX, client->position, created,
	       client->seen_at ? seen : "never");
}

static int list_tokens(void)
{
	void *pool = pool_open(NULL);
	struct list clients = feed_client_list(pool);

	for (size_t i = 0; i < clients.count; i++)
		print_client(&((const struct feed_client *)clients.rows)[i]);
	pool_close(pool);
	return EX_OK;
}

static int revoke_token(const char *name)
{
	if (!feed_client_revoke(name)) {
		fprintf(stderr, "boxoffice-token: there is no token of this name\n");
		return EX_DATAERR;
	}
	printf("revoked=%s\n", name);
	return EX_OK;
}

static int command(int count, char **words)
{
	if (count == 0 || (count == 1 && !strcmp(words[0], "list")))
		return list_tokens();
	if (count == 2 && !strcmp(words[0], "add"))
		return add_token(words[1]);
	if (count == 2 && !strcmp(words[0], "revoke"))
		return revoke_token(words[1]);
	return EX_USAGE;
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "boxoffice-token",
		.purpose = "Makes tokens for programs that read the shop's feed of events; without a word, lists them.",
		.words = "[list | add NAME | revoke NAME] ",
		.command = command,
	});
}
