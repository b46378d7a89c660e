"""Prints each forecast: series, time, value and the 80 % interval of every lead."""

import json
import re
import sys
from datetime import datetime, timedelta

from confluent_kafka import Consumer, KafkaException


def seconds(step):
    """A step such as PT1M or PT1H30M in seconds."""
    hours, minutes, rest = re.fullmatch(
        r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", step
    ).groups(default=0)
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def lines(message):
    """A line for each lead of a forecast."""
    forecast = json.loads(message)
    origin = datetime.fromisoformat(forecast["origin"].replace("Z", "+00:00"))
    step = timedelta(seconds=seconds(forecast["step"]))
    # A configuration without this level has no such field, and a number that is unknown is None.
    nothing = [None] * len(forecast["mean"])
    ends = zip(
        forecast["mean"],
        forecast["lower"].get("80", nothing),
        forecast["upper"].get("80", nothing),
    )
    for lead, (mean, lower, upper) in enumerate(ends, start=1):
        at = (origin + lead * step).isoformat()
        yield f"{forecast['series']} {at} {mean} [{lower}, {upper}] {forecast['source']}"


def main(servers="localhost:9092", topic="foretide-forecasts"):
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": "forecast-printer",
            "auto.offset.reset": "latest",
            # Under exactly_once_v2 only what was committed.
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe([topic])
    try:
        while True:
            record = consumer.poll(1.0)
            if record is None:
                continue
            if record.error():
                raise KafkaException(record.error())
            for line in lines(record.value()):
                print(line)
    finally:
        consumer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
