/* Pieces of SQL that several entities share. */
#ifndef SHOP_SQL_H
#define SHOP_SQL_H

/* A bound JSON array of ids, as a table `s` of `id`. */
#define SET_OF_ORDERS SET_OF_IDS
#define SET_OF_IDS \
	"JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s"

#endif
