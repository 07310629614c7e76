#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define CHUNK_SIZE 65536

void answer_reset(struct answer *answer)
{
	answer->length = answer->head = answer->body = 0;
	answer->chunked = answer->closes = 0;
}

long answer_receive(struct answer *answer, int fd)
{
	ssize_t got;

	if (answer->room - answer->length < CHUNK_SIZE + 1) {
		answer->room = 2 * answer->room + CHUNK_SIZE + 1;
		answer->bytes = realloc(answer->bytes, answer->room);
		if (!answer->bytes)
			abort();
	}
	got = recv(fd, answer->bytes + answer->length, CHUNK_SIZE, 0);
	if (got > 0)
		answer->length += (size_t)got;
	answer->bytes[answer->length] = '\0';
	return got;
}

static const char *header(const struct answer *answer, const char *name)
{
	const char *at = answer->bytes, *end = at + answer->head - 2;

	while ((at = memmem(at, (size_t)(end - at), "\r\n", 2))) {
		at += 2;
		if (!strncasecmp(at, name, strlen(name)))
			return at + strlen(name) + strspn(at + strlen(name), " ");
	}
	return NULL;
}

static void read_head(struct answer *answer)
{
	const char *end = memmem(answer->bytes, answer->length, "\r\n\r\n", 4), *value;

	if (!end)
		return;
	answer->head = (size_t)(end - answer->bytes) + 4;
	answer->body = ANSWER_TO_THE_END;
	if ((value = header(answer, "Content-Length:")))
		answer->body = strtoul(value, NULL, 10);
	else if ((value = header(answer, "Transfer-Encoding:")))
		answer->chunked = !strncasecmp(value, "chunked", 7);
	value = header(answer, "Connection:");
	answer->closes = value && !strncasecmp(value, "close", 5);
}

static int chunks_are_complete(const struct answer *answer)
{
	const char *at = answer->bytes + answer->head, *end = answer->bytes + answer->length, *line;

	while (at < end && (line = memmem(at, (size_t)(end - at), "\r\n", 2))) {
		size_t size = strtoul(at, NULL, 16);

		if (!size)
			return end - line >= 4;
		if ((size_t)(end - line) < size + 4)
			return 0;
		at = line + 2 + size + 2;
	}
	return 0;
}

int answer_is_complete(struct answer *answer)
{
	if (!answer->head)
		read_head(answer);
	if (!answer->head)
		return 0;
	if (answer->chunked)
		return chunks_are_complete(answer);
	return answer->body != ANSWER_TO_THE_END && answer->length >= answer->head + answer->body;
}

int answer_ends_here(const struct answer *answer)
{
	return answer->head && answer->body == ANSWER_TO_THE_END && !answer->chunked;
}

int answer_status(const struct answer *answer)
{
	int status = 0;

	if (answer->head)
		sscanf(answer->bytes, "HTTP/1.%*1d %3d", &status);
	return status;
}

size_t answer_size(const struct answer *answer)
{
	return answer->length - answer->head;
}

int answer_id(const struct answer *answer, char *id, size_t length)
{
	static const char begin[] = "{\"id\":\"";
	const char *at = answer->head ? memmem(answer->bytes + answer->head, answer_size(answer), begin, strlen(begin)) : NULL;

	if (!at || (size_t)(answer->bytes + answer->length - at) < strlen(begin) + length)
		return 0;
	memcpy(id, at + strlen(begin), length);
	return 1;
}
