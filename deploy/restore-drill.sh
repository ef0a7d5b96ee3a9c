#!/bin/sh
# Restores a backup beside the server and checks that the key file opens it. No server is started on it: that would
# send again what waited at the time. For PostgreSQL: PGHOST, PGUSER and PGPASSWORD of a role that may create databases.
#   sh deploy/restore-drill.sh DATABASE KEYS
set -eu
umask 077
scratch=$(mktemp -d)
name=toolspan_drill_$$
clean() {
    rm -rf "$scratch"
    case $1 in *.dump) dropdb --if-exists "$name" ;; esac
}
trap 'clean "$1"' EXIT
trap 'exit 1' INT TERM
cp "$2" "$scratch/keys.json"
case $1 in
*.dump)
    createdb "$name"
    pg_restore --no-owner --exit-on-error --dbname "$name" "$1"
    url=postgresql:///$name
    ;;
*)
    cp "$1" "$scratch/toolspan.db"
    url=sqlite:///$scratch/toolspan.db
    ;;
esac
TOOLSPAN_DATA_DIR=$scratch TOOLSPAN_KEY_FILE=$scratch/keys.json TOOLSPAN_DATABASE_URL=$url toolspan server verify
