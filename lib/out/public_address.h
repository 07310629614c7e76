/*
 * Where a user's webhook may lead: to addresses of the public Internet, and not to this machine, its network or whatever else is
 * set aside (IANA's special-purpose registries, RFC 6890). Asked when a connection is made, so a name that leads elsewhere later
 * is caught too.
 */
#ifndef OUT_PUBLIC_ADDRESS_H
#define OUT_PUBLIC_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* True for an IPv4 or IPv6 address of the public Internet; of one that stands for an IPv4 address, that one counts. */
bool public_address_is_public(const struct sockaddr *address);

/*
 * True for a port that a webhook may have. Ports of well-known services that aren't the Web have nothing to gain from an HTTP request but
 * harm. Of the ports below 1024 only the Web's are allowed; where private addresses are (BOXOFFICE_WEBHOOK_ALLOW_PRIVATE) the operator
 * knows his own, and only those of well-known services aren't.
 */
bool public_address_port_may_be_used(unsigned port);

/* NULL where a connection to this address may be made, with its port; else why not, in a word: private, port. */
const char *public_address_refused(const struct sockaddr *address);

/* NULL, or what is wrong with an endpoint's URL, in the API's words. */
const char *public_address_problem(const char *url);

#endif
