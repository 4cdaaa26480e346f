/* M/M/n+M as a bare event loop: one binary heap of times, no objects, no record.
 *
 *     mmn_m CALLS SEED CALLS_PER_MIN TALK_MIN PATIENCE_MIN AGENTS
 *
 * prints how many of the calls were abandoned. The next arrival is kept beside the heap. Calls that find an agent
 * free get no event for their patience; that of a call answered meanwhile is passed over when its time comes.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { NOBODY = -1, TALK_ENDS = -2 }; /* any other `what` is the place in line of a caller out of patience */

typedef struct { double at; int what; } Event;
typedef struct { int ahead, behind, waiting; } Place;

static Event *heap;
static int events, heap_room;
static Place *places;
static int places_made, places_room, free_place = NOBODY;
static int head = NOBODY, tail = NOBODY;
static uint64_t state;

/* Xorshift with a multiplied output (Marsaglia 2003, Vigna 2016): 53 of its high bits, never 0. */
static double uniform(void) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return ((double)((state * 2685821657736338717ULL) >> 11) + 0.5) * 0x1p-53;
}

static double exponential(double mean) { return -mean * log(uniform()); }

static void *room_for(void *rows, int needed, int *room, size_t size) {
    if (needed > *room) {
        *room = 2 * needed + 64;
        rows = realloc(rows, (size_t)*room * size);
        if (!rows) exit(2);
    }
    return rows;
}

static void push(double at, int what) {
    heap = room_for(heap, events + 1, &heap_room, sizeof *heap);
    int hole = events++;
    while (hole > 0 && heap[(hole - 1) / 2].at > at) {
        heap[hole] = heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap[hole] = (Event){at, what};
}

/* The hole goes all the way down before the last event is put in: that one nearly always belongs low. */
static Event pop(void) {
    Event first = heap[0], last = heap[--events];
    int hole = 0, child;
    while ((child = 2 * hole + 2) < events) {
        child -= heap[child - 1].at < heap[child].at;
        heap[hole] = heap[child];
        hole = child;
    }
    if (child == events) {
        heap[hole] = heap[child - 1];
        hole = child - 1;
    }
    while (hole > 0 && heap[(hole - 1) / 2].at > last.at) {
        heap[hole] = heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap[hole] = last;
    return first;
}

static int join_line(void) {
    int mine = free_place;
    if (mine == NOBODY) {
        places = room_for(places, places_made + 1, &places_room, sizeof *places);
        mine = places_made++;
    } else {
        free_place = places[mine].behind;
    }
    places[mine] = (Place){tail, NOBODY, 1};
    if (tail == NOBODY) head = mine; else places[tail].behind = mine;
    tail = mine;
    return mine;
}

static void leave_line(int mine) {
    Place p = places[mine];
    if (p.ahead == NOBODY) head = p.behind; else places[p.ahead].behind = p.behind;
    if (p.behind == NOBODY) tail = p.ahead; else places[p.behind].ahead = p.ahead;
    places[mine].waiting = 0;
}

int main(int argc, char **argv) {
    if (argc != 7) return 2;
    long calls = atol(argv[1]), offered = 0, abandoned = 0;
    state = strtoull(argv[2], NULL, 10) * 0x9E3779B97F4A7C15ULL + 1;
    double gap = 1.0 / atof(argv[3]), talk = atof(argv[4]), patience = atof(argv[5]);
    int idle = atoi(argv[6]);
    for (int i = 0; i < 20; i++) uniform(); /* seeds that differ in few bits take a while to part */
    double arrival = exponential(gap);
    while (events > 0 || offered < calls) {
        if (offered < calls && (events == 0 || arrival <= heap[0].at)) {
            if (idle > 0) {
                idle--;
                push(arrival + exponential(talk), TALK_ENDS);
            } else {
                push(arrival + exponential(patience), join_line());
            }
            offered++;
            arrival += exponential(gap);
            continue;
        }
        Event now = pop();
        if (now.what == TALK_ENDS) {
            if (head != NOBODY) {
                leave_line(head);
                push(now.at + exponential(talk), TALK_ENDS);
            } else {
                idle++;
            }
        } else {
            if (places[now.what].waiting) {
                leave_line(now.what);
                abandoned++;
            }
            places[now.what].behind = free_place; /* no event and no neighbour points here any more */
            free_place = now.what;
        }
    }
    printf("%ld\n", abandoned);
    return 0;
}
