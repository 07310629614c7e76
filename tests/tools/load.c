/*
 * Sends many requests at once: load PORT CONNECTIONS [together] < requests > answers
 *
 * A request is a line of METHOD, path, session cookie, idempotency key and body, separated by tabs; the last three may be
 * empty. An answer is a line of status (000: none), milliseconds and body, in the order of the requests. `together`: all
 * connections of a round are made first, and then their requests are sent at one stroke.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECONDS_MAX 30

struct exchange {
	char *line, *answer;
	long milliseconds;
};

static struct exchange *exchanges;
static size_t count;
static atomic_size_t next_index;
static int port, together;
static pthread_barrier_t start;

static void *checked(void *memory)
{
	if (!memory) {
		fputs("load: out of memory\n", stderr);
		exit(70);
	}
	return memory;
}

static void read_requests(void)
{
	char *line = NULL;
	size_t room = 0;

	for (ssize_t length; (length = getline(&line, &room, stdin)) > 0; count++) {
		line[strcspn(line, "\n")] = '\0';
		exchanges = checked(realloc(exchanges, (count + 1) * sizeof(*exchanges)));
		exchanges[count] = (struct exchange){ .line = checked(strdup(line)) };
	}
	free(line);
}

static long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int connect_to_shop(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port),
	                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval max = { .tv_sec = SECONDS_MAX };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &max, sizeof(max));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &max, sizeof(max));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

static char *request_of(const char *line)
{
	char *copy = checked(strdup(line)), *rest = copy, *part[5], *request;

	for (int i = 0; i < 5; i++) {
		part[i] = rest ? strsep(&rest, i < 4 ? "\t" : "") : NULL;
		part[i] = part[i] ? part[i] : copy + strlen(line);
	}
	if (asprintf(&request, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n%s%s%s%s%s%s"
	             "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", part[0], part[1], port,
	             *part[2] ? "Cookie: session=" : "", part[2], *part[2] ? "\r\n" : "", *part[3] ? "Idempotency-Key: " : "",
	             part[3], *part[3] ? "\r\n" : "", strlen(part[4]), part[4]) < 0)
		checked(NULL);
	free(copy);
	return request;
}

static int send_all(int fd, const char *bytes)
{
	for (size_t left = strlen(bytes); left;) {
		ssize_t sent = send(fd, bytes, left, MSG_NOSIGNAL);

		if (sent <= 0)
			return -1;
		bytes += sent;
		left -= (size_t)sent;
	}
	return 0;
}

static char *read_all(int fd)
{
	size_t length = 0, room = 4096;
	char *bytes = checked(malloc(room));

	for (ssize_t got; (got = recv(fd, bytes + length, room - length - 1, 0)) > 0;) {
		length += (size_t)got;
		if (room - length < 2048)
			bytes = checked(realloc(bytes, room *= 2));
	}
	bytes[length] = '\0';
	return bytes;
}

static void exchange(struct exchange *one, int fd)
{
	char *request = request_of(one->line);
	long begun = now();

	one->answer = fd >= 0 && send_all(fd, request) == 0 ? read_all(fd) : checked(strdup(""));
	one->milliseconds = now() - begun;
	if (fd >= 0)
		close(fd);
	free(request);
}

static void *work(void *unused)
{
	for (size_t i; (i = next_index++) < count;) {
		int fd = connect_to_shop();

		if (together)
			pthread_barrier_wait(&start);
		exchange(&exchanges[i], fd);
	}
	return unused;
}

/* An answer is one line, whatever is in it. */
static char *on_one_line(char *text)
{
	for (char *at = text; *at; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	return text;
}

static void print_answers(void)
{
	for (size_t i = 0; i < count; i++) {
		char *answer = exchanges[i].answer, *body = strstr(answer, "\r\n\r\n");
		int status = 0;

		sscanf(answer, "HTTP/1.%*1d %3d", &status);
		printf("%03d\t%ld\t%s\n", status, exchanges[i].milliseconds, body ? on_one_line(body + 4) : "");
	}
}

int main(int argc, char **argv)
{
	size_t connections = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	pthread_t threads[512];

	port = argc > 2 ? atoi(argv[1]) : 0;
	together = argc > 3;
	read_requests();
	if (!port || !connections || connections > 512 || (together && count % connections)) {
		fputs("usage: load PORT CONNECTIONS [together] < requests\n", stderr);
		return 64;
	}
	pthread_barrier_init(&start, NULL, (unsigned)connections);
	for (size_t i = 0; i < connections; i++)
		if (pthread_create(&threads[i], NULL, work, NULL))
			return 71;
	for (size_t i = 0; i < connections; i++)
		pthread_join(threads[i], NULL);
	print_answers();
	return 0;
}
