"""Small graph files by hand, for the tests of formats and of what is hostile about them."""

import io

import numpy as np
import scipy.sparse as sp

GML = """Creator "someone on 2004"
graph [
  directed 0
  node [ id 0 label "Ann &amp; co" value 1 ]
  node [ id 1 label "Bob" value -1 graphics [ x 1.0 y 2.0 ] ]
  node [ id 2 label "Cid" ]
  edge [ source 0 target 1 weight 2.5 ]
  edge [ source 1 target 0 weight 1.5 ]
]
"""
GRAPHML = """<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="side" attr.type="string"/>
<key id="d1" for="edge" attr.name="weight" attr.type="double"/>
<graph edgedefault="{}">
<node id="ann"><data key="d0">left</data></node><node id="bob"/><node id="cid"/>
<edge source="ann" target="bob"><data key="d1">-1</data></edge>
</graph></graphml>
"""
GEXF = """<?xml version="1.0"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<graph defaultedgetype="directed">
<attributes class="node"><attribute id="0" title="side" type="string"><default>left</default></attribute></attributes>
<nodes>
<node id="a7" label="ann"><viz:color r="1" g="2" b="3"/></node>
<node id="a9" label="bob"><attvalues><attvalue for="0" value="right"/></attvalues></node>
</nodes>
<edges><edge source="a7" target="a9" weight="-2" start="2003"/>
<edge source="a9" target="a7"/></edges>
</graph></gexf>
"""
PAJEK = """% made by hand
*Network friends
*Vertices 4
1 "ann lee" 0.1 0.2 ic Red
2 bob
4 "dan"
*Arcs
1 2 -1.5
*Edges
2 4 3 c Blue
"""
MTX = "%%MatrixMarket matrix coordinate real general\n% a comment\n3 3 2\n1 2 0.5\n3 1 -2\n"


def archive(**arrays):
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def sparse_archive(matrix):
    out = io.BytesIO()
    sp.save_npz(out, matrix)
    return out.getvalue()
