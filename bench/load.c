/*
 * Sends requests over connections that stay open, and measures each: load PORT CONNECTIONS SECONDS|xCOUNT < requests
 *
 * A request is a line of METHOD, path, session cookie and body, separated by tabs; the last two may be empty. They are sent in
 * their order, again and again until SECONDS have passed, or COUNT of them in all. A connection sends its next request when it
 * has read the whole answer to the last. A line that begins with + is the second half of the one before: it follows on the same
 * connection, and 24 @ in it stand for the id that was answered; without an id it stays unsent. Prints one line of name=value: how
 * many, how many a second, microseconds of the median, of 99 in 100 and at most (both halves are one), bytes of the last answer,
 * answers by status (status_0: none), and when the last 201 came. SIGTERM ends it as if the SECONDS had passed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "request.h"

#define MAX_CONNECTIONS 512
#define MAX_STATUS 600
#define MAX_SECONDS 120 /* whatever happens, it ends */

struct connection {
	int fd;
	size_t request;      /* under way */
	size_t served;       /* on this connection */
	int64_t began;
	int busy;
	char id[REQUEST_ID]; /* that the last answer told */
	struct answer answer;
};

static struct connection connections[MAX_CONNECTIONS];
static struct request *requests;
static size_t request_count, next_request, sent, most_sent, under_way;
static uint32_t *latencies;
static size_t latency_count, latency_room, last_bytes, reconnects;
static size_t statuses[MAX_STATUS];
static int64_t start, deadline, last_answer, last_201;
static int port, poll_fd;
static volatile sig_atomic_t stopped;

static void die(const char *why)
{
	fprintf(stderr, "load: %s: %s\n", why, strerror(errno));
	exit(70);
}

static void *checked(void *memory)
{
	if (!memory)
		die("out of memory");
	return memory;
}

static int64_t now(void) /* microseconds */
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

/* ---- requests */
static void read_requests(void)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		requests = checked(realloc(requests, (request_count + 1) * sizeof(*requests)));
		requests[request_count++] = request_of(line, port);
	}
	free(line);
}

/* ---- connections */
static void open_connection(struct connection *connection)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port),
	                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
	int yes = 1;

	connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *)&to, sizeof(to)))
		die("no connection");
	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, connection->fd, &event))
		die("epoll");
	connection->served = 0;
}

static void reopen(struct connection *connection)
{
	close(connection->fd);
	open_connection(connection);
	reconnects++;
}

static void send_request(struct connection *connection)
{
	const struct request *request = &requests[connection->request];

	answer_reset(&connection->answer);
	if (request_send(request, connection->fd, connection->id))
		return;
	reopen(connection);
	if (!request_send(request, connection->fd, connection->id))
		die("send");
}

static int is_over(int64_t at)
{
	return stopped || (most_sent ? sent == most_sent : at >= deadline);
}

static void send_next(struct connection *connection)
{
	connection->began = now();
	if (is_over(connection->began))
		return;
	connection->request = next_request;
	do
		next_request = (next_request + 1) % request_count;
	while (requests[next_request].follows);
	sent++;
	under_way++;
	connection->busy = 1;
	send_request(connection);
}

/* ---- answers */
static void count_latency(struct connection *connection)
{
	if (latency_count == latency_room) {
		latency_room = latency_room ? 2 * latency_room : 65536;
		latencies = checked(realloc(latencies, latency_room * sizeof(*latencies)));
	}
	latencies[latency_count++] = (uint32_t)(last_answer - connection->began);
	connection->busy = 0;
	under_way--;
}

static void count_answer(struct connection *connection, int status)
{
	last_answer = now();
	statuses[status > 0 && status < MAX_STATUS ? status : 0]++;
	last_bytes = answer_size(&connection->answer);
	if (status == 201)
		last_201 = last_answer;
	connection->served++;
}

/* 1: the second half is on its way. */
static int send_second_half(struct connection *connection)
{
	size_t next = connection->request + 1;

	if (next == request_count || !requests[next].follows || !answer_id(&connection->answer, connection->id, REQUEST_ID))
		return 0;
	connection->request = next;
	send_request(connection);
	return 1;
}

static void finish(struct connection *connection, int status)
{
	count_answer(connection, status);
	if (connection->answer.closes || !status)
		reopen(connection);
	if (send_second_half(connection))
		return;
	count_latency(connection);
	send_next(connection);
}

/*
 * The other end closed: at leisure, after an answer that ends so, before it saw the request (which goes out again), or in
 * between.
 */
static void ended(struct connection *connection)
{
	if (!connection->busy) {
		close(connection->fd);
	} else if (answer_ends_here(&connection->answer)) {
		connection->answer.closes = 1;
		finish(connection, answer_status(&connection->answer));
	} else if (!connection->answer.length && connection->served) {
		reopen(connection);
		send_request(connection);
	} else {
		finish(connection, 0);
	}
}

static void receive(struct connection *connection)
{
	if (answer_receive(&connection->answer, connection->fd) <= 0)
		ended(connection);
	else if (answer_is_complete(&connection->answer))
		finish(connection, answer_status(&connection->answer));
}

/* ---- what was seen */
static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static uint32_t at_rank(double part)
{
	return latency_count ? latencies[(size_t)((double)(latency_count - 1) * part)] : 0;
}

static void print_result(void)
{
	double seconds = (double)(last_answer - start) / 1e6;

	qsort(latencies, latency_count, sizeof(*latencies), by_size);
	printf("requests=%zu seconds=%.3f per_second=%.1f p50=%u p99=%u max=%u bytes=%zu reconnects=%zu last_201=%.3f", latency_count,
	       seconds, seconds > 0 ? (double)latency_count / seconds : 0, at_rank(0.5), at_rank(0.99), at_rank(1), last_bytes,
	       reconnects, last_201 ? (double)(last_201 - start) / 1e6 : 0);
	for (int i = 0; i < MAX_STATUS; i++)
		if (statuses[i])
			printf(" status_%d=%zu", i, statuses[i]);
	puts("");
}

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

int main(int count, char **words)
{
	size_t wanted = count == 4 ? strtoul(words[2], NULL, 10) : 0;
	struct epoll_event events[MAX_CONNECTIONS];

	port = count == 4 ? (int)strtol(words[1], NULL, 10) : 0;
	read_requests();
	if (!port || !wanted || wanted > MAX_CONNECTIONS || !request_count || requests[0].follows) {
		fputs("usage: load PORT CONNECTIONS SECONDS|xCOUNT < requests\n", stderr);
		return 64;
	}
	alarm(MAX_SECONDS);
	signal(SIGTERM, stop);
	poll_fd = epoll_create1(EPOLL_CLOEXEC);
	most_sent = *words[3] == 'x' ? strtoul(words[3] + 1, NULL, 10) : 0;
	for (size_t i = 0; i < wanted; i++)
		open_connection(&connections[i]);
	start = now();
	deadline = start + (int64_t)(strtod(words[3], NULL) * 1e6);
	for (size_t i = 0; i < wanted; i++)
		send_next(&connections[i]);
	while (under_way) {
		int ready = epoll_wait(poll_fd, events, MAX_CONNECTIONS, -1);

		for (int i = 0; i < ready; i++)
			receive(events[i].data.ptr);
	}
	print_result();
	return 0;
}
