# Readings of four simulated boilers, for a look: a day that lasts an hour, noise, and a tab between key and value.
#
#   awk -v seconds=5 -v rounds=0 -f sensors.awk     a reading of each every 5 s; rounds=0 is for ever

BEGIN {
  for (round = 1; rounds == 0 || round <= rounds; round++) {
    day = 2 * atan2(0, -1) * (systime() % 3600) / 3600
    for (boiler = 1; boiler <= 4; boiler++) {
      noise = rand() + rand() + rand() - 1.5
      printf "boiler/%d\t{\"value\": %.2f}\n", boiler, 60 + 8 * sin(day + boiler) + 2 * sin(6 * day) + noise
    }
    fflush()
    if (seconds > 0 && round != rounds) system("sleep " seconds)
  }
}
