#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

static const char id_place[] = "@@@@@@@@@@@@@@@@@@@@@@@@";

_Static_assert(sizeof(id_place) == REQUEST_ID + 1, "the place is as long as an id");

static size_t print_request(char **bytes, char *const *part, int port)
{
	const char *cookie = *part[2] ? "\r\nCookie: session=" : "";
	char about[80] = "";
	int length;

	if (*part[3])
		snprintf(about, sizeof(about), "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(part[3]));
	length = asprintf(bytes, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d%s%s\r\n%s\r\n%s", part[0], part[1], port, cookie,
	                  part[2], about, part[3]);
	if (length < 0)
		abort();
	return (size_t)length;
}

struct request request_of(char *line, int port)
{
	struct request request = { .follows = *line == '+' };
	char *part[4], *rest = line + request.follows, *place;

	for (int i = 0; i < 4; i++) {
		part[i] = rest ? strsep(&rest, i < 3 ? "\t" : "") : NULL;
		part[i] = part[i] ? part[i] : "";
	}
	request.length = print_request(&request.bytes, part, port);
	place = strstr(request.bytes, id_place);
	request.before_id = place ? (size_t)(place - request.bytes) : request.length;
	return request;
}

int request_send(const struct request *request, int fd, char *id)
{
	size_t id_length = request->before_id < request->length ? REQUEST_ID : 0, after = request->before_id + id_length;
	struct iovec parts[] = { { request->bytes, request->before_id }, { id, id_length },
	                         { request->bytes + after, request->length - after } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 3 };

	return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)request->length;
}
