/*
 * A host that has no mail server to speak with, but the program `sendmail`. A process of our own stands between: libcurl speaks
 * SMTP with it as with any server, so a mail is put together and its outcome judged in the same way, and it hands the whole
 * message to sendmail's standard input. No shell; the arguments are fixed but for two addresses, behind `--`.
 */
#ifndef OUT_SENDMAIL_H
#define OUT_SENDMAIL_H

#include <sys/types.h>

#define SENDMAIL_NAME_SIZE 48

struct sendmail {
	char name[SENDMAIL_NAME_SIZE]; /* of the socket where it speaks SMTP, in Linux' abstract namespace, with this process alone */
	pid_t process;
};

/* For one message. A fault where no process can be made. */
struct sendmail sendmail_open(const char *path, const char *from, const char *to);

/* Ends it, if it hasn't ended. */
void sendmail_close(const struct sendmail *sendmail);

#endif
