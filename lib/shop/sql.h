/* Pieces of SQL that several entities share. */
#ifndef SHOP_SQL_H
#define SHOP_SQL_H

/* A bound JSON array of order ids, as a table `s` of `id`. */
#define SET_OF_ORDERS \
	"JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s"

/* An order's status at this instant: `overdue` where its time has run out and nobody has noticed yet. */
#define STATUS_NOW "IF(status = 'created' AND expires_at <= NOW(3), 'overdue', status)"

#endif
