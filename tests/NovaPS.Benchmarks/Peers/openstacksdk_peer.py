"""Lists or starts servers with openstacksdk, and prints the time of each round in milliseconds."""
import sys
import time

import openstack

workload, endpoint, count, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
cloud = openstack.connect(auth_type="none", compute_endpoint_override=endpoint, compute_api_version="2.1", region_name="")
ids = ["0199340e-0f3e-4612-96be-%012d" % index for index in range(count)]
for _ in range(rounds):
    begin = time.perf_counter()
    if workload == "list":
        listed = sum(1 for _ in cloud.compute.servers(details=True))
        assert listed == count, listed
    else:
        for server in ids:
            cloud.compute.start_server(server)
    print((time.perf_counter() - begin) * 1000, flush=True)
