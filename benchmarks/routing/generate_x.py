"""Instances like those of the X set, so that nothing is tuned to the few that are public.

After Uchoa, Pecin, Pessoa, Poggi, Vidal and Subramanian, "New benchmark instances for the capacitated vehicle routing
problem", European Journal of Operational Research 257(3), 2017, section 3: depot, customers, demands, size of routes.

  benchmarks/routing/generate_x.py --out FOLDER --seed 7 --count 6 --stops 200,400      files G-nNNN-....vrp
"""

import argparse
import math
import random
from pathlib import Path

SIDE = 1000
DEMANDS = {
    "U": (1, 1), "Q": None, "SL": None, "1-10": (1, 10), "5-10": (5, 10), "1-100": (1, 100), "50-100": (50, 100)}


def depot_of(kind, draw):
    return {"C": (SIDE // 2, SIDE // 2), "E": (0, 0), "R": (draw.randint(0, SIDE), draw.randint(0, SIDE))}[kind]


def clustered(count, seeds, taken, draw):
    """Places that are kept with a chance that falls off with the distance from each seed."""
    places = []
    while len(places) < count:
        x, y = draw.randint(0, SIDE), draw.randint(0, SIDE)
        chance = sum(math.exp(-math.hypot(x - a, y - b) / 40) for a, b in seeds)
        if (x, y) not in taken and draw.random() <= chance:
            taken.add((x, y))
            places.append((x, y))
    return places


def customers_of(kind, count, depot, draw):
    """R: anywhere; C: around some of them; RC: half of each."""
    taken, places = {depot}, []
    scattered = {"R": count, "C": min(count, draw.randint(3, 8)), "RC": count // 2}[kind]
    while len(places) < scattered:
        place = (draw.randint(0, SIDE), draw.randint(0, SIDE))
        if place not in taken:
            taken.add(place)
            places.append(place)
    seeds = places[:draw.randint(3, 8)]
    return places + clustered(count - len(places), seeds, taken, draw)


def demand_of(kind, place, draw):
    if kind == "Q":  # by quadrant: small in two that lie across, large in the others
        even = (place[0] < SIDE / 2) == (place[1] < SIDE / 2)
        return draw.randint(51, 100) if even else draw.randint(1, 50)
    if kind == "SL":  # many small ones, few large ones
        return draw.randint(50, 100) if draw.random() < 0.2 else draw.randint(1, 10)
    return draw.randint(*DEMANDS[kind])


def generate(stops, depot_kind, place_kind, demand_kind, route_size, draw):
    """The text of a file, and its name without the ending."""
    depot = depot_of(depot_kind, draw)
    places = customers_of(place_kind, stops, depot, draw)
    demands = [demand_of(demand_kind, place, draw) for place in places]
    capacity = max(math.ceil(route_size * sum(demands) / stops), max(demands))
    name = f"G-n{stops + 1}-{depot_kind}-{place_kind}-{demand_kind}-r{route_size:.0f}"
    lines = [f"NAME : {name}", "TYPE : CVRP", f"DIMENSION : {stops + 1}", "EDGE_WEIGHT_TYPE : EUC_2D",
             f"CAPACITY : {capacity}", "NODE_COORD_SECTION"]
    lines += [f"{i} {x} {y}" for i, (x, y) in enumerate([depot, *places], 1)]
    lines += ["DEMAND_SECTION"] + [f"{i} {demand}" for i, demand in enumerate([0, *demands], 1)]
    return "\n".join([*lines, "DEPOT_SECTION", "1", "-1", "EOF"]) + "\n", name


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--stops", default="200,400,800", help="taken in turn")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    draw, sizes = random.Random(options.seed), [int(word) for word in options.stops.split(",")]
    for i in range(options.count):
        text, name = generate(sizes[i % len(sizes)], draw.choice("CER"), draw.choice(["R", "C", "RC"]),
                              draw.choice(list(DEMANDS)), draw.triangular(3, 25, 6), draw)
        (options.out / f"{name}.vrp").write_text(text)
        print(options.out / f"{name}.vrp")


if __name__ == "__main__":
    main()
