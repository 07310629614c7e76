#include "out/sendmail.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/fault.h"

static void say(int link, const char *line)
{
	dprintf(link, "%s\r\n", line);
}

/* The message, its dots and line ends as sendmail takes them. False where it broke off: nothing may be sent then. */
static bool collect(FILE *from, FILE *message)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	bool whole = false;

	while (!whole && (length = getline(&line, &room, from)) > 0) {
		const char *start = *line == '.' ? line + 1 : line;

		line[strcspn(line, "\r\n")] = '\0';
		whole = line[0] == '.' && !line[1];
		if (!whole)
			fprintf(message, "%s\n", start);
	}
	free(line);
	return whole && !fflush(message);
}

/* sendmail's exit status with this file as its standard input. */
static int run(char *const words[], int input)
{
	static char *const environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };
	posix_spawn_file_actions_t files;
	pid_t process;
	int status;

	lseek(input, 0, SEEK_SET);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
	if (posix_spawn(&process, words[0], &files, NULL, words, environment) || waitpid(process, &status, 0) < 0)
		return EX_OSERR;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EX_TEMPFAIL;
}

static const char *answer_to(int status)
{
	if (status == EX_OK)
		return "250 taken";
	return status == EX_NOUSER || status == EX_NOHOST || status == EX_DATAERR ? "550 refused" : "451 not now";
}

static void take(int link, FILE *from, char *const words[])
{
	FILE *message = fdopen(memfd_create("mail", MFD_CLOEXEC), "w+");

	if (!message)
		return;
	say(link, "354 go on");
	if (collect(from, message))
		say(link, answer_to(run(words, fileno(message))));
	fclose(message);
}

static void serve(int link, char *const words[])
{
	FILE *from = fdopen(link, "r");
	char *line = NULL;
	size_t room = 0;

	say(link, access(words[0], X_OK) ? "421 no such program" : "220 ready");
	while (from && getline(&line, &room, from) > 0) {
		if (!strncasecmp(line, "DATA", 4))
			take(link, from, words);
		else
			say(link, "250 yes");
	}
}

/* The first connection of the process that made us; of any other none. */
static int parents_link(int door)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int link;

	while ((link = accept4(door, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		if (!getsockopt(link, SOL_SOCKET, SO_PEERCRED, &peer, &size) && peer.pid == getppid())
			return link;
		close(link);
	}
	return -1;
}

/* A socket to be connected to under a name that nobody can guess. */
static int open_door(char name[SENDMAIL_NAME_SIZE])
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char random[33];
	int length;

	crypto_random_hex(random, 16);
	length = snprintf(name, SENDMAIL_NAME_SIZE, "boxoffice-%s", random);
	memcpy(address.sun_path + 1, name, (size_t)length);
	length += (int)offsetof(struct sockaddr_un, sun_path) + 1;
	if (door < 0 || bind(door, (const struct sockaddr *)&address, (socklen_t)length) || listen(door, 1))
		fault(FAULT_BUG, "no socket for sendmail");
	return door;
}

struct sendmail sendmail_open(const char *path, const char *from, const char *to)
{
	char *const words[] = { (char *)path, "-i", "-f", (char *)from, "--", (char *)to, NULL };
	struct sendmail made;
	int door = open_door(made.name);
	pid_t parent = getpid();

	made.process = fork();
	if (!made.process) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == parent) /* else it has ended before, and nobody would ever connect */
			serve(parents_link(door), words);
		_exit(EX_OK);
	}
	close(door);
	if (made.process < 0)
		fault(FAULT_BUG, "no process for sendmail");
	return made;
}

void sendmail_close(const struct sendmail *sendmail)
{
	kill(sendmail->process, SIGKILL);
	waitpid(sendmail->process, NULL, 0);
}
