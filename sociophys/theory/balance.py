"""Structural balance: whether friendly and hostile ties fall into two camps."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from sociophys.network import Network


def is_balanced(network: Network) -> bool:
    """Return whether some opinions satisfy every tie (J_ij s_i s_j > 0 for all), arrows ignored.

    Harary 1953 (doi 10.1307/mmj/1028989917), theorem 1: so it is iff everybody falls into two camps, friendly inside
    and hostile across. Everybody is doubled, i+ and i-; a friendly tie joins equal signs, a hostile one unequal
    signs; no i+ may hang together with its i-.
    """
    n, (i, j) = network.n_nodes, network.edge_ends
    couplings = network.couplings[network.edge_slots]
    i, j, hostile = (part[couplings != 0] for part in (i.astype(np.int64), j.astype(np.int64), couplings < 0))
    rows, columns = np.concatenate([i, i + n]), np.concatenate([j + n * hostile, j + n * ~hostile])
    doubled = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(2 * n, 2 * n))
    part = sp.csgraph.connected_components(doubled, directed=False)[1]
    return not bool(np.any(part[:n] == part[n:]))
