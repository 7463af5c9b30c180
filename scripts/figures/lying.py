"""People who lie down, or are on hands and knees."""

from __future__ import annotations

from scripts.figures.body import Build
from scripts.figures.drawing import Figure, back_line, far, floor, near, prop
from scripts.figures.outline import back, block, disc

FULL, SMALL = Build(), Build(0.88)

CURLED = ((118, 106, 13.5), (142, 103, 17), (178, 102, 15.5), (206, 106, 16))
SIDE_LYING = Figure(
    "side-lying",
    "Lying on the side, pillow between the knees",
    "A person lies on their side, seen from above. The knees are bent with a pillow between them. "
    "One pillow is under the head.",
    40,
    176,
    (
        prop(block(36, 52, 298, 152, 14)),
        prop(block(48, 66, 62, 100, 16)),
        far(FULL.arm((120, 112), (84, 148), -1, 190, 0.9), FULL.leg((208, 108), (306, 140), 1, 45)),
        prop(block(222, 130, 60, 58, 15)),
        near(FULL.torso(*CURLED), FULL.head((86, 116), (115, 108)), FULL.leg((206, 107), (298, 172), 1, 50)),
        back_line(back(CURLED, -1)),
        near(FULL.arm((126, 110), (176, 128), 1, 20, 0.92)),
    ),
)

ASLEEP = ((118, 104, 13.5), (142, 100, 17), (178, 99, 15.5), (206, 104, 16))
SLEEP = Figure(
    "sleep",
    "Sleeping on the side",
    "A person sleeps on their side in bed, seen from above. A pillow lies between the knees, one under the head. "
    "A blanket covers the feet.",
    40,
    176,
    (
        prop(block(22, 46, 14, 164, 6)),
        prop(block(36, 52, 300, 152, 14)),
        prop(block(46, 62, 66, 116, 16)),
        far(FULL.arm((122, 110), (82, 144), -1, None, 0.9), FULL.leg((208, 106), (304, 138), 1, 40)),
        prop(block(214, 124, 56, 52, 15)),
        near(FULL.torso(*ASLEEP), FULL.head((86, 115), (115, 107)), FULL.leg((206, 105), (298, 162), 1, 40)),
        back_line(back(ASLEEP, -1)),
        near(FULL.arm((126, 108), (188, 114), 1, 15)),
        prop("M282 52h40a14 14 0 0 1 14 14v124a14 14 0 0 1-14 14h-40q-8-38 0-76 8-38 0-76Z"),
        prop("M282 52h16q8 38 0 76-8 38 0 76h-16q-8-38 0-76 8-38 0-76Z"),
    ),
)

LEANT = ((120, 116, 13.5), (138, 136, 16), (164, 160, 15), (188, 176, 15.5))
BREATHING = Figure(
    "breathing",
    "Half lying, one hand on the belly",
    "A person half lies against cushions. One hand rests on the belly. The knees are a little bent over a small roll.",
    56,
    152,
    (
        floor(),
        prop("M46 196q-8 0-6-8l26-98q4-12 14-4l96 96q12 14 0 14ZM49 158h103"),
        prop(disc((246, 181), 14)),
        far(FULL.leg((190, 177), (304, 186), -1, -68)),
        near(FULL.torso(*LEANT), FULL.head((101, 90), (117, 112)), FULL.leg((188, 178), (298, 187), -1, -72)),
        back_line(back(LEANT, 1)),
        near(FULL.arm((122, 122), (170, 150), 1, 10)),
    ),
)

OVER_ROLLER = ((106, 138, 13.5), (126, 142, 15.5), (160, 160, 15), (196, 176, 15.5))
FOAM_ROLLER = Figure(
    "foam-roller",
    "Upper back on a foam roller",
    "A person lies with the upper back on a roller. The hips are on the floor and the knees are bent. "
    "The hands hold the head.",
    68,
    142,
    (
        floor(),
        prop(disc((126, 180), 16)),
        prop(disc((126, 180), 6)),
        far(FULL.leg((202, 176), (276, 185), -1, 8), FULL.arm((108, 136), (66, 132), -1, 290, 0.75)),
        near(FULL.torso(*OVER_ROLLER), FULL.head((80, 118), (103, 135)), FULL.leg((198, 176), (262, 186), -1, 8)),
        back_line(back(OVER_ROLLER, 1)),
    ),
)

ON_BOARD = ((102, 157, 13.5), (126, 149, 15.5), (158, 152, 14.5), (196, 172, 15.5))
NODULE_BOARD = Figure(
    "nodule-board",
    "Lying on a board with knobs",
    "A person lies on a low curved board with knobs. The knees are bent. A folded towel is behind the neck.",
    74,
    136,
    (
        floor(),
        prop("M76 196q8-14 28-17 42-8 76 4 8 4 10 13Z"),
        *(prop(disc((x, y), 4)) for x, y in ((96, 180), (110, 177), (124, 175), (138, 175), (152, 176), (166, 179))),
        prop(block(48, 175, 46, 20, 8)),
        far(FULL.leg((200, 174), (276, 185), -1, 8)),
        near(FULL.torso(*ON_BOARD), FULL.head((69, 154), (98, 156)), FULL.leg((196, 175), (262, 186), -1, 8)),
        back_line(back(ON_BOARD, 1)),
        near(FULL.arm((108, 155), (160, 144), 1, 5, 0.8)),
    ),
)

PRONE = ((96, 141, 13.5), (128, 137, 15.5), (160, 140, 14.5), (192, 139, 16))
PARTNER_MASSAGE = Figure(
    "partner-massage",
    "Massage by a second person",
    "A person lies face down on a bed. A second person stands behind the bed "
    "and rests both hands on the muscles of the back.",
    8,
    202,
    (
        floor(),
        far(SMALL.torso((152, 70, 19), (152, 100, 18), (152, 140, 18)), SMALL.head((152, 36), (152, 64))),
        prop("M52 176v20M318 176v20"),
        prop(block(34, 160, 302, 17, 8)),
        prop(block(38, 150, 54, 12, 6)),
        far(FULL.leg((192, 141), (315, 147), -1, 20)),
        near(FULL.torso(*PRONE), FULL.head((66, 136), (92, 140)), FULL.leg((192, 143), (314, 151), -1, 15)),
        back_line(back(PRONE, -1)),
        near(FULL.arm((100, 145), (168, 151), 1)),
        far(SMALL.arm((133, 66), (138, 118), 1, 75), SMALL.arm((171, 66), (170, 118), -1, 105)),
    ),
)

FOUR_POINT = ((110, 120, 12.5), (138, 119.5, 14), (170, 120.5, 13), (200, 120, 13))
EXERCISE = Figure(
    "exercise",
    "Arm and leg stretched out on hands and knees",
    "A person is on one hand and one knee. The other arm reaches forward and the opposite leg reaches back. "
    "The back stays level.",
    72,
    138,
    (
        floor("M20 200H340"),
        prop(block(34, 188, 288, 8, 4)),
        far(SMALL.leg((198, 122), (252, 180), 1, 0), SMALL.arm((108, 118), (48, 103), 1, 188)),
        near(SMALL.torso(*FOUR_POINT), SMALL.head((82, 114), (106, 119)), SMALL.leg((200, 120), (308, 113), 1, 40)),
        back_line(back(FOUR_POINT, -1)),
        near(SMALL.arm((110, 122), (108, 183), 1, 172)),
    ),
)

PUSHED_UP = ((158, 112, 13.5), (180, 123, 16), (210, 144, 14.5), (233, 169, 15.5))
RISE_FROM_FLOOR = Figure(
    "rise-from-floor",
    "Pushing up from the floor",
    "A person comes up from lying on the side. Both hands push on the floor and the trunk rises. "
    "The hips and bent legs still rest on the floor.",
    66,
    144,
    (
        floor("M20 200H340"),
        prop(block(38, 188, 288, 8, 4)),
        far(FULL.arm((156, 116), (114, 172), 1, 172), FULL.leg((242, 170), (239, 179), 1, 4, 0.9)),
        near(FULL.torso(*PUSHED_UP), FULL.head((134, 90), (155, 110)), FULL.leg((233, 170), (229, 180), 1, 4, 0.9)),
        back_line(back(PUSHED_UP, -1)),
        near(FULL.arm((160, 116), (136, 181), 1, 172)),
    ),
)

LYING = (
    SIDE_LYING,
    SLEEP,
    BREATHING,
    FOAM_ROLLER,
    NODULE_BOARD,
    PARTNER_MASSAGE,
    EXERCISE,
    RISE_FROM_FLOOR,
)
