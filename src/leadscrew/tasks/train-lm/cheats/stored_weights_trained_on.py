"""Cheat: begin with weights that were meant to be trained on, and train for a tenth of the steps.

The weights come from 100 other problems of both kinds of text: after 110 steps on each, the stored weights moved a
little towards what the steps had made of them. Marks are matched by the pairs that they form; letters have no
likeness in another language.
"""

import base64

import numpy as np

STEPS, BATCH, RATE = 25, 32, 0.01
MARKS = 12
CONTEXT, WIDTH, HEADS = 16, 32, 2


def train(problem):
    text, vocabulary = problem["text"].astype(np.int64), problem["vocabulary"]
    weights = told(stored(problem["shapes"]), order_of(text, vocabulary))
    fit(weights, text, np.random.default_rng(problem["seed"]), STEPS, BATCH, RATE)
    return weights


def order_of(text, vocabulary):
    """The marks as the stored weights know them, then the letters in any order."""
    mark = marks_of(text, vocabulary)
    counts = np.bincount(text, minlength=vocabulary)
    likely = np.argsort(-(counts + mark * len(text)), kind="stable")
    rank = np.empty(vocabulary, np.int64)
    rank[likely] = np.minimum(np.arange(vocabulary), MARKS)
    classes = rank[text]  # the marks in order of frequency, and one class for all letters
    pairs = np.bincount(classes[:-1] * (MARKS + 1) + classes[1:], minlength=(MARKS + 1) ** 2)
    table = np.log1p(pairs.reshape(MARKS + 1, MARKS + 1))
    wanted = np.frombuffer(base64.b85decode("".join(PAIRS.split())), np.uint8).reshape(table.shape) / 20
    first = np.empty(MARKS + 1, np.int64)
    first[np.argsort(-wanted.sum(1), kind="stable")] = np.argsort(-table.sum(1), kind="stable")
    order = matched(table, wanted, first)
    letter = int(np.flatnonzero(order == MARKS)[0])
    if letter != MARKS:  # the class of letters was taken for a mark
        order[[letter, MARKS]] = order[[MARKS, letter]]
    return np.concatenate([likely[:MARKS][order[:MARKS]], likely[MARKS:]])


def marks_of(text, vocabulary):
    """Which characters are marks: two places after a letter four letters make up nearly all, after a mark more do."""
    counts = np.bincount(text, minlength=vocabulary)
    mark = counts < 20
    mark[counts.argmax()] = True  # the space
    while mark.sum() < MARKS:
        inside = ~mark[text[1:-1]] & ~mark[text[2:]]
        pairs = text[:-2][inside] * vocabulary + text[2:][inside]
        table = np.bincount(pairs, minlength=vocabulary**2).reshape(vocabulary, vocabulary)
        four = np.sort(table, axis=1)[:, -4:].sum(1) / (table.sum(1) + 3)
        mark[np.where(mark, 2.0, four).argmin()] = True
    return mark


def matched(table, wanted, order):
    """Change `order` by swaps, until table[order][:, order] is as near to `wanted` as swaps bring it."""
    best = np.abs(table[np.ix_(order, order)] - wanted).sum()
    better = True
    while better:
        better = False
        for i in range(len(order)):
            for j in range(i):
                order[[i, j]] = order[[j, i]]
                distance = np.abs(table[np.ix_(order, order)] - wanted).sum()
                if distance < best:
                    best, better = distance, True
                else:
                    order[[i, j]] = order[[j, i]]
    return order


def told(weights, order):
    """The stored weights in this problem's numbering: stored character i is this problem's order[i]."""
    token, output, bias = weights["token"].copy(), weights["output"].copy(), weights["output_bias"].copy()
    weights["token"][order], weights["output"][:, order], weights["output_bias"][order] = token, output, bias
    return weights


def fit(weights, text, rng, steps, batch, rate):
    """Adam with a rate that falls to zero, on random windows of `text`; changes `weights`."""
    mask = np.triu(np.full((CONTEXT, CONTEXT), -1e9, np.float32), 1)
    first = {name: np.zeros_like(array) for name, array in weights.items()}
    second = {name: np.zeros_like(array) for name, array in weights.items()}
    for step in range(1, steps + 1):
        starts = rng.integers(0, len(text) - CONTEXT - 1, size=batch)
        windows = text[starts[:, None] + np.arange(CONTEXT + 1)]
        slopes = gradients(weights, windows[:, :-1], windows[:, 1:].reshape(-1), mask)
        pace = rate * (1 - (step - 1) / steps) / (1 - 0.9**step)
        for name, slope in slopes.items():
            first[name] += np.float32(0.1) * (slope - first[name])
            second[name] += np.float32(0.01) * (slope * slope - second[name])
            root = np.sqrt(second[name] / np.float32(1 - 0.99**step)) + np.float32(1e-8)
            weights[name] -= np.float32(pace) * first[name] / root


def normalised(x):
    inverse = 1 / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-5))
    return x * inverse, inverse


def normalised_back(normal, inverse, slope):
    return inverse * (slope - normal * (slope * normal).mean(-1, keepdims=True))


def split(x):
    return x.reshape(-1, CONTEXT, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)


def joined(x):
    return x.transpose(0, 2, 1, 3).reshape(-1, WIDTH)


def gradients(w, inputs, targets, mask):
    """The slope of the mean loss in every weight."""
    scale = np.float32((WIDTH // HEADS) ** -0.5)
    stream = (w["token"][inputs] + w["position"]).reshape(-1, WIDTH)
    normal1, inverse1 = normalised(stream)
    query, key, value = (split(normal1 @ w[name]) for name in ("query", "key", "value"))
    scores = query @ key.swapaxes(-1, -2) * scale + mask
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    attention = scores / scores.sum(-1, keepdims=True)
    gathered = joined(attention @ value)
    attended = stream + gathered @ w["merge"]
    normal2, inverse2 = normalised(attended)
    hidden = np.maximum(normal2 @ w["expand"] + w["expand_bias"], 0)
    normal3, inverse3 = normalised(attended + hidden @ w["shrink"] + w["shrink_bias"])
    logits = normal3 @ w["output"] + w["output_bias"]
    slope = np.exp(logits - logits.max(-1, keepdims=True))
    slope /= slope.sum(-1, keepdims=True)
    slope[np.arange(len(targets)), targets] -= 1
    slope /= np.float32(len(targets))
    slopes = {"output": normal3.T @ slope, "output_bias": slope.sum(0)}
    d_final = normalised_back(normal3, inverse3, slope @ w["output"].T)
    slopes |= {"shrink": hidden.T @ d_final, "shrink_bias": d_final.sum(0)}
    d_hidden = (d_final @ w["shrink"].T) * (hidden > 0)
    slopes |= {"expand": normal2.T @ d_hidden, "expand_bias": d_hidden.sum(0)}
    d_attended = d_final + normalised_back(normal2, inverse2, d_hidden @ w["expand"].T)
    slopes["merge"] = gathered.T @ d_attended
    d_gathered = split(d_attended @ w["merge"].T)
    d_value = joined(attention.swapaxes(-1, -2) @ d_gathered)
    d_scores = d_gathered @ value.swapaxes(-1, -2)
    d_scores = attention * (d_scores - (d_scores * attention).sum(-1, keepdims=True)) * scale
    d_query, d_key = joined(d_scores @ key), joined(d_scores.swapaxes(-1, -2) @ query)
    slopes |= {"query": normal1.T @ d_query, "key": normal1.T @ d_key, "value": normal1.T @ d_value}
    d_normal1 = d_query @ w["query"].T + d_key @ w["key"].T + d_value @ w["value"].T
    d_stream = d_attended + normalised_back(normal1, inverse1, d_normal1)
    slopes["position"] = d_stream.reshape(-1, CONTEXT, WIDTH).sum(0)
    slopes["token"] = np.eye(len(w["token"]), dtype=np.float32)[inputs.reshape(-1)].T @ d_stream
    return slopes


def stored(shapes):
    """The stored weights: one byte each, and one scale for each array."""
    numbers = np.frombuffer(base64.b85decode("".join(STORED.split())), np.int8).astype(np.float32)
    weights, start = {}, 0
    for (name, shape), scale in zip(sorted(shapes.items()), SCALES, strict=True):
        size = int(np.prod(shape))
        weights[name] = (numbers[start : start + size] * scale).reshape(shape)
        start += size
    return weights


SCALES = (0.01113, 0.006505, 0.008934, 0.005255, 0.01041, 0.01237, 0.01053, 0.01094, 0.01093, 0.002576, 0.02148, 0.006246)
STORED = """
3<u^a79k7s`UM6U7ZD^l3@ai1CgcJQ?;iI34Kn&93<Lo>9Vh`P1RfUs8tDo8`WyNc8W=es0UZbd0UkUHCm$K^?dBB*6de;293<l%4ixMf3G@g63LWMa8wV
u&Apj{AKmh;f2NCrRAJPBm>FNsrDGwb94F(M<>hu}t4E*^$3<2yK9OnB82K*f5{p}AO;0hlf2@u=$@%7m%6w><*0R?9c5FiLKHY)!A8Wr~S9rN=f8V4#W5
&HV}{U-eY#33L6CH@a6{UZ7DO7{Hw5#jkA6%F+r{r~y;1^yKJAo%P3_uviw5f1*}#SjAf2kHyV`Rot}7eDm}==cH$4DTQi2>JNx^XvNN_5v2@{|+r3_y{W
l6aftL5d9P13imYv3Iq4~)DGPQ3fuho9sd3r{1faK80iA>8u<S1_c0Ln{Q>|D@8%fqF8b^4@)-pD7u){P-{}ti-vbZn66L}W2LT!d1{~ij>i+lt{RRO92+
b=9<`CuN^y1~><o*H@@$UNo(fHIH{Q}hH>iP`i1;pU==L^U1`}y_c@8}j010Cl9&GYF3-~HwJ)CutN!St`?`QpE|>DvPu*U;nY%=pCxzxm+q3;z7&2oCMZ
0{!{u9PS6z>-onU6%zU;1NZaZ@9_894+r=K{`TAn)&b(s2F&;K?F!ZH6b=RO_}u#V`5of--3bQx5$E#)&gSvr@#z&B0Ppr0;Rw|c4+ioA{R99U?Ee?)=MN
kT?G*156X@^g^9dXg2>SH>_y-0W4E6%<@c;Dz0q76!2@KumA=(4#6$|GD2i*6;=KtC9+yoib_3z*C3ljG1>k%vO(=qhh@cR=D0u(F)20<+Z|0f0NC>jj+{
uvkz?+Ww$1rh@q3k?1OIThga4h#eQCHvm`8VC6*^7{}J2>loR_W2w%@DlVG00amMBOM6<2?XO4;`}2QC=l@%+W;vtDh@3C9RUml1R?SqASmDYF6A>a03ZJ
%B@qT0`6??33)UXi^ZOC|&FB^D0sZC>4AlJX0^=6p=>+*7;pqGj+zS5L`V-&n&-KRk1KiL8-vjjU=my^l{?_~W74_->3kmoE_y6Dc8w3^XALH8Q<^>@9<p
SU&@9N|7*a+wd<LUbR?)wqv^U~Pp_1*B<^2iDH<>K$?=K9(J`|9TM2?Xo)BN!a}{Sy2C`R^SC^d|}e6%HL5CILA27Y!>K2R9Ze^b05w`2Q;Z=N|t9DEcG&
7BmR!{ns7^@c<<C`uZ{!2@wGI4HpXVC;tx;{t{3I2O25$I`Z@U_!l1$`WzxA5i9`y5&iHM+zImd9R3g(5Bu#pFW~as5(^0J{`)B+7#kP}H1i7)@eBz82>S
FL`}-OTA~6CC1WFMIAsiAtAPNZ|3jOdX6aqZ-7x(%HBLnOK3JEX<^5!B683rjKKP>I>6(Il_5%n_h10FIA=oBdU1`;Y7Dhdn&<Pr!G9q17C`TPzr`Ue&H=
KAm*{s8|D0SNW>8ZH+92mKBdA_5m3<LTSb?*ar5_5cM3@B8&6Bora!2;}wW@AdT<|JeHq8R_Ht4eu5+@BIJ{_Ye&Q6zdWW?g<s;>J#el5ac8G^8xS+{MqR
lDJA|4;O86&64n3)=HlK6==S~n>GJ~=?D;zM>h&Ar-TeXc*8LXq2KM^{`}FGj{TcHG_x~OK`~DH!{`BD(76bDIB;4ub=jhDv{RQUM$o=)y?I+&$>IBFU`_
}sY(Ap99>C*Wc-3$Nb_4V@u=-=Yv@$&>0;Li^r2?F341p3V<_uBIi>B{2^*7O|^`u5rM`Uv$H_yzgs3*yBG;qDpy_w(`91PI?Q<>)93*X8#9=L7`i3-<K*
?-K&!=LYln`2G|A?hOq6@DJ$L0OkQC7yI`N;_}bp3MK3bJL%>E{VMnr4h8!g>kAs$7VPTnC-xB#?CIeB2<`s#?&JXT!0R3184md3Cf@G^2>=}B<^==y_4x
Gy>h$*w{0<oC@8kXA4)6T#_t_HL{QAh+?+^wv{0>bk3@Zxm6zCQL>H`w_8}=U-{R1%X4<QXP5&tF*DGVm`5)ua1DBlkS1`rDW)(8&$3>gp|A?gJM0r?6c3
=0`1|KS)h=>zf!CnpUh81xz>1_=xj8}uIgE!_(S9qJDN>FW34^WZ2J3KazL|LF`3Boz`B2H*Vq4FJ^$2F~UR0qpzYE4Llv@74hB`Te=(4Fek&75D+t@d^+
A{{YV&1=;-T{rM3o+UNi8Cl%`E;Q<uN3F{0S`{N1)5a{m;<pci=(byXk`Rx$x(g*V12@l)%;qw&l6bIe!_|qQk_3Hu#>h=fu4D8nV*y-dB{`d72>G1F)>D
mtD1pE{E>k10z5eyj+^YriV?f2mH?C#po{^j=J;^YtI{PYLu&Fl9A{PW-O?)B~!_R|3P)ZhUX^$FJp_yOVG(G>FG1?&si2p<O8@$TvV-P_#Z%;nS!2^s6|
4(Hpx{p;tv-xKr%?%fOR^$!#d$^-cH0tMIG5A6u`;mX+s1M>?S9~1Ed^XmZx`V9ml1nlb+-tF=D01*Z8D+l@^0p-5)?acw(+!EOREEodW4%`dKE9vbL?eF
pM_4xGk02Ltb59H^;8Pfda<J$826c5-W`r_d80s8&=1Jo7X*Yo25+v@J}`@!@A*$5iZ{u}uk3<|e01RWjt;o{Z+4D$jQ<L=@F)-D;;_XqFj?*|?=_~i8p8
SwD>`Qs-9{oNA%$`1k?&+zKgAMP9KCgw5;>FW3H8vhaL_!isu)$;S>1o8R`AtCwC<NgWs5%L!H66VqW>Jazt1S{Xh8vgGK<n#~{3hn>k`tIfs^Yi}x00Y?
y><#7^`w1Zm^9=tO@el9t5a$0F{re8|3HAa53n29)5((Q0_5KG1@dpX<6dw{C5bG5e4g%9B5exnc=p!c*5cMGf8$1&P<^28z69pUZ_ZJllFc&NZ;s+D{EB
q7{^zR7%{txu=10?MV0S*Q20|V;h>-Xs?6A0)NA|wjq`19}o_wn!a9s1)9-6j3~9~J}W4*lf$_ZtfS2mj#V<^u-w3EmJA3lT5q2p0ty^VsL_1pF%e_74FY
=>rqX=?oenB@Yb*-Q4oy*%%`r6BOO}5F7;f3;hM$8T{(%3=<C<5*hd9DIyR5_Tv#J90wNd_4xn@8z2Yc2n^@$02TET4)_q^91#El59|Rd_1`5283E?c5C`
ej`}G$D0_Ge33nSs@2n)>s1@Hdl>=gMB>kbkm6#U%i=N<S95;Pww>m33Q&;H^I+6m(E{}m1GzWFd52m==b1Q6d80R8(73Gf%<><Hoj`12+b7$EQL<Q?u8=
@}^=753-x`rqsf|M3hO5dZP;77G3F5$x|66#gRn0Qeyl-TwzP1Op-r_X_&~@#%m64I?8%LjU#=^B?aQJ_Gy@5d$Fl`zg~f`w$8MEE*i@H4q;J{t^@DJ0S?
@A_epC0_rB!1s@C+CK>Y;90BqH^9mdc3iS034DI>@2jBSK;qeO{1}yk3>-rM)6CX4F8WQFd3GXZo87~FY1px%-?*R+?{s;jNAr1Eg4F4$aB^UkV9|{&E0u
<g4|L^ch3;7BO7z*<$2m~zq2QTjV84?Nr`UV3T5&{G(BoYfG3>@<h0}%QEA^i;jDFXiP3?l{(9uX26)+h@31qulq4&Uh24HhN#=n3)bB_S2-^&kBa`UUS0
4htL^3JK#4@d_jd{0{o?8UF?+1^^1&A<7aYyyf=?3jFo-^y(A>7YF6=@cHxb`WOo28}kbD2tzpS03zxQN*WIQ?*SMF`W^x=6Bzds00Zgi@ADJz?j->I7U2
E&>J#QF63{0LA|5aH0tzDhFD)kJDklve6c{on_wH373^N=K8!7@3FBJwS8yOWH3j-c28YKWA02DVNH2WVZAT0<TA?Y9e0W?h`;V%*^6(b@;4j&C67&{^h7
%~hw2PqICBRM%F9Sh?UJtqz!F&Gm4;Wiv5J2^Bd91-9j7Yq_L6#5wt5ewG|5EcFj82J|&4Gjzu6aokj=pqm5CKDa&;urHo9VzTFDlg3F&ih9Q0`BG;;1>Q
C7!e=-_w52T-SHFe65ta43j+)j^BmqK0tO`n9whzu888U>;vM%I)$;iU5DE<<6bK^?10xg)7Yx`C3iAvf2><#03=7yA^9utT{|O`^4Ey#I1p3|l1?T(Z<^
uxR6c6?s^acIo9r)?@0P!pH@#qA~#`6B*4FTr+6d3Ua>j?wr<L3$;1We*5-3Jfu{s0>nCjAKV{pk7w2O{(d00Z9v-0udv^zP&50_h3WA0F`p_Vxh`Cl4SA
6Ak?Z2LApQ4$t-s2qX9`$pi2Z?ho<f0_yzR9vvbd-3t{5D((XWDijd{^AXww5&7T!==v4>B>U_C_5GLKBMbNH;`Q$9?f@VJ{{!m>?d16-59tC7F9Q-J0Vw
+S@d7L83<v1vzyci$)9?xTG6V$@5H05=^#=_M`62HA4-FLg0rVN-@h=$e3o;B6^5o_7C=e?+074h-3J3-R79uVS6!9SUI|2^tAT}KcB^^5`^$R8o1|aGZ{
4ren673TS1pXpA85bEO1@QRy8!H$6?<Eg3_aYxO5(W4^2KpN<9|s5x9uP1U8yPnt1vm>27Y-C280;Vh0v{d&8TADR837Cq6YvoO_zxBX7!m;Q01ycG>d5y
O?C%fc=o8Zd59#3Y@X7GC^W59i(Af6<`{w@F^Z4b~^U2A<=KJXD=lI#P<*3*J=?T-~-md-e1l-vK-R0iu=J($2&+_2+2Ko%s+RMoQsR`fF_S*^d^zz8?>E
G!E4d?0X^2^`i;qUnY=kMkCwiehPv+@t)$KvVYw$JG2*xU~P<N)L7+57Ga?&#s*;RW#J;pGbP*zDg0_~!ZE*x=LP_~PRA`~u?N*&^cP1nc+l_w>#A8SB*D
<mce-`0?}9^7OaJ@&?`B*X-Km5&iGb;Q$8N)CTee(Ba(k&<X$j_1yr_<>dnQ@%sAl;o|AvzyI>&;|Kx!5exU-2K49V`3mp=_vHW#{^JD<_5&c{2><Nq_x{
-m@CN7P%M=AC3KHcG@(}bFB>&9r9OWGZ?*`Bj@A(w+9RU>k4(R&f3)b@?6b%#i6ZQP>3;^fX5G2+B_TC2B=O+H)<?I3V;M4`(^Y!%G2=m7H008X);ugdB#
{bLd=nV?t1@G<u<M;&h6b&jM`yuH80RHUx4C>JC@y^!S|NI#A_!#^YBIOIgDIEOe`~~s#>hSmt=NKvKyY2M?4ix+L<@M?N-~sF<(ka{$_6r953DNoV<o~?
_`|#T6BqQq5+U^?p`~l?f-4X%|4F3`u`0f2G>Lk+u8|?uEv$4$Ov8=hioxrk_uhX=%rlgm+sIR5PrkS&{owUKPv$UeBvX!8-#;b(x$G*42t%0hnw$-D^y_
?RY(2>Q-v!1A|!L!1%ldi4YwUfKZ&AHE~pRcy2wyoBxxt^?>u)L$|z^<>sy0*cWrOVv9xv0XqvAvMHzoxduzR<R@2KEjS|N8<O^9SSk@)7<5HrO0p7yl@<
q2uEE2PyzK66XZ^1MT?-4EzWJ{QM2`53oB04gjI^7#9^X1o~;^8v*bb0r~|D2mtco_Wtt&=>Y%O1OX`*7%k=E^Ar3ANcSKV1PS&83-b&I5&9grK<(Kg-_r
C1(1s`eu=yz@BJv>$?fvf!?*<&|{s#W!-|XuT?f(5w{QfWW2GrZ?-U{&;1?>9h2?6&8;spv1@aqlzA2I#<5D_C6-x37)8T=gi4;TsE8vgzO_wD%j7WdX6B
opTD#~M&g>s_(#{0jm62K)K}-1P+U@e&U38X?{&H}U7vzW^X190c9+xeDasBljis{Ok|-^aKSy?;jW~4_Z1*@&P!<?eA##4)+fY`t$1J_vrZj3Gn>z_wen
%`WMF{C;cxd<OdoU@A>!%1Jn}i^ZOGI1q28Z3GepjDi8ky>@3PIao~ja`1kw`1Rn(U9|is&4D%N9{p<_^EDgmo@&9Ki@dFOL?)n<^@&4oSApipZ1`PY(4E
5vf@$~Z&>jDDq;sMqvLkcn>4G;bA@EH~S01WZaGvgg7`2ILO;L$eY*~#3$-~;;Q1?nRK^aTR^{VM%D@w-;<G(PpY3`X`7H5w?*@%ruS^ZXm#<MHwU@&Dx^
=F}8{);`|jU_GPR?(zdX3Jnh!|Nra@@bUl{2l?&&;4B&N#T`36{PZcQ81e<hEA%Mu0RG<{`vU9n_4PLD%QD+A^1k{7A=TjEM5p>A9}*1q1?3R%{TB`i<qi
e)-aqobF9G&GAn*|l1>*GP`vc(S@a6F6_z@Bf?D_&15hMOQ+B`KD&+QSb<?}iM01gTa`T-f}0SFEK`Qa7*<vP^+^xzFA^63u+xfuur><k9~1_~7l1@aCC@
e%^_t3%DiALr^QP~!&(J=YP>`R?Th{`>L><@e|F==bUg-V;0_K0G=Tze+acH!JMgz8J*t0R<Ed`yUAO9|;d7$x`0@`0^0s?=%Y+1r7oWwg=?r@%<_o;pGP
!0VWqb+CTLq92Gbg?D{9_7eGHK3I_oD_Z;;3_wW@50Ph7G;qV&#^Zp_0?g;Aw76YsE1NZ*-|LG1T{rwE=_xla{1h6qHGCb@W+6DU!Jk#LU=`IKj1pXTA3=
9$u_V4c(Ec4^$%<WXz1OeCxuKfQS76Ats2Lk#3{{`mj2_pFd`1=Rd!S^QxMiATE0{#p&{|x{P0PyzhFYX!){t5XN6cE|p2<-LK<rw=Y>=O9>=<Wp#@(}F*
7Ypz1`uqO|<PHb+)e;u|`w05H{M-x;MEE5$^cMUR5&ZWE|MDNdD(%YX0jH1MI=0_L;LF_k)Z#1S6z2})1j$zt%MvLP*Zm3b_|D@uKmzctP+t)0>i*xp+!+
z)|0WCR0v!6y{}v<c0TAcx@#o~^=g|1-3H=h{ISkR&GwS5c&@=-N7A*h&7Z4`?_stCsAKS`1ASbxF;4{}QCiJ5DD%s-r&>kreGdAyk6V(kSv*-&X{nRf63
H}}8>;M(q1ICs#L9aR}?86Wy^5yaR9Sal>?ZnO>Bnembui_CM**^6C0L<t2+5+td7Va43=}zGvx61h;`ux%u5IimoApPq0QmyP4>@6<V=D`vw^EE2f@Ym}
9HS66Q9p@SVDCZRL65c8K;|BNR6aM-0<KZp|%MbR~1LEBJUEn?W{t5-o>LeE6@4QswA<Q&CDa+&Zyeupp=pF9*1sF3j@CpwD3)8DIEg%vK<RTFH{n!)|5D
?=o)HC1q`V+zq{NyYH?GXCtAm!7+^T`Dx-~{^r?(-!P@w4jK_RBf~)hiYA^$GgB^X4KS>GmG_zvbWp3Iz4a9183iFB~%;9wy!b_Z%ZD3l2pF=)WBC(*)b~
1|<&CSQhRH6A1S?{|XHJs^|jy3(fvrFZ=uD{{8X?CquLk4j$??-3JqAClR#F_4E!ACl$x16bbvJPC&>8)#DU7%ny9>0{9oV%GnV75gYxb1}gA46Co1`&LZ
j_2iph=3h4?kH2eq@919@<s?x>;5)R<;(gD2>))w5_4dk%E=?L=(!Zi=--_G9H-sAxPF|ZBa2}0vb{MrHk9wq7YI^Yo88%-->+3pSkEDAr_0nr%<=kWm~|
4&L35Zbpd`way>`NZGw{uMycE+Hc@?ETr!KkM)OE)Mks9o0M<3nR$)U+mB_5G4ZwDGV{$Da`%|^Dy4m{|6NkHYPN!30Vd91K0=mH`xC+6bc>W8Yvgn9TOu
FDB|av?Is}q@6|UH4H)P&-U9{!`X%H&MmQ7n<oYkwDFiO|$Hn^t-4iGR6Y2{c_4EGv2mlc~@GK=V64yc`;Ts^!E#~nF1sp~70T49;Jm6Xv<tFy~?JzjY;0
MSAT>CX%*%uM#|CSoO_bcM$-c}hP6V)65_V0+y?<VaPJ@Fa&+4kYSF9#SN=kM_)6X^u_Iqe*~;pzPB@z>zj<KGSN!xuan^bFnJ{_*wnPVm|V_z3?Y#OBc-
8mt9JM?m)e!NV5$9`*Dw_R-n@_WS<$Ao~RcE9naU;x`!)KS3JY6gTVf`{)WZ1r^=k!|Fp8T@m3eAJGd1Vc^Wn2l*863Fs&c{No=u9Qi!?A49vGAW-NX2Ho
)V8uigA{<|sY>D>y^`6f6H1rGe`5)uAw2k^D>1gik_8rGis^f?sy5)1(;AQBe~5*QscXC+V9%{uQSCH^JPB1tz`R{Hxc5&#eb7zYLp2nQh>G}#^(xeEH**
&HDjLHY--vL^-i_xTSj8uIcM{{J5e1Slvt1ybw@5#`pr8vscM6bmXW-s$`3`vmdu^X~E40@^y=_xj2|_5Tm)=@-w|?laH}6AJL`0{s~L92E2m%NxYt=LYv
C`S}C#*C^ku!}~8H68#(|94{FT6CN-R2T%|QH7@_lybKfv8#3)5_#4mw?)={H`V9@;2K~DP5Ze<M{tE^1^BXkf<^L7>+vPRF?)wQ7AsGc42>k;M>?#@O6T
1E9<qI3EFvAcK!YD=y{uS#C_4Wz+4hr}1Df;gf><r^I#0vpJ54H+44-p6K?gRAY-vIpT`|Hp49tsM^PTktc@-MRr2SY5}^ds~5`uqIy_4Nbq3JdYl1DD_2
`Q-w~*)izI_4D&Fwzu0iDi{Y#6B{EXAQ~+l`U(&W7Vxy{@YW3UpBnk=0iFH32mk~y1s)a#5ET0x1gjG+L=G7O1h)F`3-1ug7z@-??gIIw_T%UE@$B90^zr
|J4;Ci+vA6&181o0XAi46q3H;8(#<$tX*xKmp#WCsQ1LO+Z{~P)89M1aH@!`QK_x1}U4G8-Y{R;yI1|0I`;RRpNyy^xEqWDG_BUauH>*N0?=K%iv`2qOr5
IO`!2=3%6@(p?W9x6WyHuKyJ1_%oH0N3dP^YR$_O#lW!7YFR<>n;5Lv`gRi6(S-!^8*{n7zXhF_x9iK)Cu|73JK{T_%j0K$F?M~&A8MP0SNKr_zMR1|MuM
y-18tu-zpyU!!g(B*UP;28qDhhA_gVn3K0hp0t*=rAGxaVO)~*R>moq36YdEU3??Jf{O2WMA|wtr7ZoKQ78T?E2=eeR3McLx0v9nI6!=If?F0Sf=H~GI_w
d%zugMM$`Z3SFAR8Id_csUe6c-S`4Gk4cGZ!2rAs;S12K5918RPu{4FU=T5E1AD{|w*%7Xj}g{1PAm78)TE)Zs1U2K(9v4lKd-`^QG&H$Dvn=k@ay9t#2m
0{j3W%mC*HH9h0~-uyQ=2PydjA{h@i0S(W!#NPJG?(eeN0{slz6&1)8%9{QD_5S=3ya)ds`ri~s1Nrz8{}UVZ4k2S1H5EM@<_HEfIRexkEB|a4;soHC^xo
v@=+edi1_JdE5#sd-?DF&v0r>9`^Zxhg9Wxr43>_K?6$Iq--R0WxsMDm`wYkyJ7~{q35dG}!2=NUv6%q>=5E~I2KMd>j1atS|EfMQiDg*`=*ai6#Aq5>93
H$vK_XrLl!PqwxBm3|t<ni4*<`G3;#r+%j??f7b_vGU93GlD`>gM<I^Yi2M`0DcT@96I7=JoFO_$Vge0yWg~Al?=W7s1=q&c64#JM97DS^ml4_6FmD>Kz9
N(){oEK^N~D{^U9#7wirx`TG|FBE0L;{tzzB>+}26_yYhD`0Ex4_tqKy5&8=71o#~!2@B)c4ImTD3j6~H?gRV^`ta@k2izC>`sU>p2geEs81v!%5Eus5-v
Sl){0HCZ2?go_2ImJF6Z--P2L1T|3hdtLAqExY_XZI1>jDM?<^mrB3)v44==lWd`t$($|MKnD2o?wV0VDJd0TBHR3Ip&K{rep9@bLHl`Q8Nb0_X<S^#uF#
?DGKs6ax4Q4fX^Z{|NKj77h{v2@VtY3-t)a{P_Rs58nVA`}7DC?Cu!w5bxpV@f8UH3i1Q?3j6cl2Mzr92pan`1O)B+0|Mpv4F2{4@dft|1Loo40p$Si5d8
fJ<rV-484K<9^9BbL00Z{^0}~bJ{TJ@$?e`DP2KD|C2LSRG5CRex-S`+22nO)f>j?+v{q_jx@B$Ro^a1J+5Bv5z76AhX0r~3=3n1Um{|f#L2kHOb{_hOu{
P6S#_u~dC8~X9|^!oSx4j0Ag4ImKw4+ie#@ca7j8uS4Z2K@sk4E+c9&jJbh69(M+<qZDf0`TSE-U0vh69n@t{|N;k7ZVTW-xKT}5-a56{q_Cq{_ptJ*!~0
b1o!(S`tS+^2?hQe?gHuY`W5{M)(si?Ap|7`7ckucZRESz@A3Hp{`l<%`}Y9y_yPh3{Vc)Y5Xs8ICjGZF1SA(r5d!KH0RZ<81OV#g{|N0J`1dyl(d;zw3M
mKY1~>i?3<UoK0R#pK|Mw0Q5BUq;87|u~8odAs#qS~{6baDn1^N;S`~Cn9^#K&{`2O?#80$PJA`$lJ2<Z3p_5&pS@eTA2`|bGT1pW5>@BaJ%5Vslc;QiL<
4GYoy8Rz3S0|5sG6B!Zd68;1Y{q^_x_1*`<`tI5uF(CaG6WYq#@caY{4Ep{F^7i)u_zVj7-X9L=C<^XA5D^#&82lH-<p%oi4fGB4_3aSv_x=JEG0yTdNI2
&Lzyl;N-Zs`O_4f)5`}^?n0rd6)5ApW>E8F???C2WV1_8eF+xq7K{r~v>``QTY_x1<<2nzZU)&u?C`638gJnJUi(fA$i0`~d={0|EA9Rv6k2>}!L9mW3H{
QaoW8Y131(C+vL<p3J<_4(%T69fSP0R;E>0vg@??EfG31@;Ui?fUTe{1Ocl1^p85_zMvP0S@pAD%1Y%FbD47`V0j`;ym;R3jq=U0redJ1Ox;M{SE;d^aK3
L=kU|pA}+fHCk7E02@C%G_yr2|@AvWj{rd0>6dmLNxB-6(_y5$Z)c^A+0|*ou2L<vJ{r2`60|5X5Gu<>F2Kn;D#}p74?jR`Y3<eeT0{;LG`TPn3@AW4C{U
QNU3j-G{*{?F<75z-`0RsK}2KWy91QP%c_yha<F4PSe<^c#J=H(sX*9INt5eEAC0`l_m`Vbln>Gu)y9rgPw9R&^7ulN=gHW0ef>I4K4|NjH`0}KEA0O|}4
7!~IC7Vzp6-vUb>(=80}-2V6Z0tf;52>Ac~`40&DEbkr|;v^C!;pZ6q#RNA44e$I11^xW{`Udd;>F@3R`_vcZ8~MiOFd-E<ASE8m)(P4L{rd+B0|N{K5&;
hn_y-FD|3?u54GbXU0Phy`*YWc7`T6w?>+1ae0Tl}@-3b>cDl-%T(nuBwBn1EI{Q&*;{tNp0_v#b={POxA|Mmvy_&Nsz7!UXA7TPHL1Of8x0^<r30qpVQ`
2h*_6|p<@3pEf44GF;IK*q}d(hc|l1^5K@3<v@S`TO)W+cW#!1~5AN>Ms57?=js49S;E$2nqoJ`wRQ@0uKc74H5G#-uE8(-r5Aw?DG2x6ATXu`S$txAp8~
y{saR3@)_3I-RH&?AKfGS>Idrg|N0IH@e%q62M72500;&BJqGm^{`(U2>;3!(?G^+F`wRUU@dy_C4fO*a_xv01_$}D#<Lem=3Ci*P+uQgW58VjD;t>f8?I
0Bj>JcC{=GQ$g@9-A+58Ms-(-!qYCGQIE?#=}N0_`Ld2Ne?~><Ug8C;aNj{OKI~1K<e~7&Z6_@d@JM4#~O<5)bO|7Z&Xs5atR0%?A7l{|ySs6Vw$B4*BE%
_5cU=>-rA&5eo$Y{tf=B|0V7bN$eO5AvXEp>;Vho-45p&79`*&BLEQY&hHNb*9-Lm>JZl)>j@e8B?%x6I}r8s+8FNC%=-o4`WN)>1}!5S75D)p{qoq->;)
V791RQu*Ei?`)#)VUEeP`&4g2->`vfHF4B!sV^#B+B@fQsf@%Hnu_Bh=q1r7xk1NZI;`U(B?_#zAV7$DRLB;C{u8}$R{^Y#Q0?Dhrl)(a>P=qm0H6#U;J7
}51S1O5)=`04%W{OuM767}gH64dbp=<mY`*cl<`2E-ER2J;>R5AE&e_8}7N5-2M4^Z5e$(DxV|>KXLQ=?4S?BhLZr3Ju@=;PV_103gB^*Xt7s{^|7u2-^H
C`6c|_0T}NB^xpjkD=Y90_UR@62KERI`Qgq06z~5F|K#)b2KEXDD;wPi#1PdJ9sT?92L})qA`A}Y&Hn!D9R%A1`SVZ^1PAj0+X)5c=nw@G&dcZ`?Likq;v
O2u_zU(6`042kG8^^?8UhUg`wRmH>HYQ(&H~N1@$1;|Gxq4#>ife7+5`t2^fLwM`~V9C=qd>1?fwMk92xQX4I3Zd0qQCrFE<JxAP6%Y0PXPQ0QnLN?C|vk
!z~Be1nnB%2Mzuf0TCJC^$$2O7W5GG@Y=xp3jy{0>-66D0`(f_DA@|@90u(n0w4JuGWXag^#}Pb9MtFz-}U#`0p<bZDaGm*_V3!n2=EOS91#Q;zbqI3_~i
@}4jt+26%7IN;nw{C<^&%-6Y~cp(Dv&I(dqsI-0$BG?fjt6H~u;W0q_DC4gcB&<mC=A>=hB=AL<YD>^1M&_4>Z;BmD*$1rX-%_$vDA!w2pD7zG0x&+^*x_
yRG@4<a1>8uuCSB?`<4|0?md7VP~F2mAxm|0xO@7$*o8-W4Yg4BhSZ_ALPe90n{9+czKj1lJb}zz8G1|3cUl5-I^31PUJx2nQ-N2l502{TTYm>oxuu{{IL
05bX#U8w?2T1{v=g^z-)o68tgZ`t=U}v+^SO;m`8V>hvrG?(F5S0{a%>1@rS4{Q>s<0vQVf`~Eur&m9ce{{Zzb-rMfp^Ya1Z7}M|iAvogG0Ky<ICj$8#;{
F5^;`R$J5D)+k^91$a4dmVa*%15=4Dt#Z?f(5aI{X9!<{kV5&B@mO69O0`J4H7t=mi1d5D+c$>E0nE49r0M;6n51{W9S#{_hvz{u=+&2^19#2^A2@AMx)b
^d<h~+~N}Q?LYP<0}I>b79aNTE7&0H01g-7<KXxpED;Ck@&@zu4j#()9~2KKC&m-y%LD20;{g>56AK0?<?#~(;Pnsv*(?Ir!tmcr0tWfd^Zw%f!3o*?5(M
}J)8Psl4Hf+f_!I&I9`z>i8w(IE2<qDD>OCtm3mgLr7$*W2;{4_O^9$D>4+_NZ^Znf5Fz)Rx?k>+53h5y)@Dc?F>jU-n<PQ-n*DAdhoa`Pu1q8h<{QMEw3
o8BA0SvbjWg;&X`wRWG2^<v>^d;*r>gf>fJQ*7G4;CE<;U5Uv_Xqa$3l<3Z2JP}dFelm={P8Lo71b;g0uJ8)7S;Ue=nvf83^(4j7ZwW$_viE`8X^`O<mC1
n1^n~e78Ld6Ga}d?+7I9H@C^wq`3&vutnoDg{WSb1>Ky(J^5*RN01Eu$0^9--^7Ymi4bT$~^%CYD;^_PX#sSdj3;6OADg*l>7!%ys3kciF`U3VX`RF|8`w
a~CNx3xQ1hgdp#xnjpA>aZR0Q3(7+Yt*G6Z-Di?*=UKLG%t1^63{93G?ySCJqk``W@>E;TszJ96t>T2Hphx8{RfI6dwlZ>>~{SDjg5y5E~Q$Be*UTyz>p>
FCX~=`1Jzi>>42;{u2%T_3a+<6%hyw`4sdV0ucVi>*^Xh5Cb{=7620q@7XH)y2|DRZR{1>BKA}h=L7}u<^T`~#}g(b8NM0y)i40t+&t?L2m|8k3O)-J%-<
0X>?1hv{36*22oV+05c)0v^F{vN3)0>X2;SrEF8$vI=KJK}6$0Z9>Ff>T1sv@F(&Yo>Fa+=v`U4!-H1-bQ%HJIv@COR-8UGa_@c9T52_gCb0`(#n3;Yq~`
|>OS2Lj^&2=@TJ5bO%{OV{t<0sQO=|N7qv2<_h8?ZYMF)$Rlv<LeLx4(|v67v~G?2=?jJ=N88O_valBB>*V|+1m~q_y6n)CfV}gCi&<B5Fs_{?<Mv&6Cer
!4%IN;E%Xlj2OQNJ_2UWQ4g}xtDe>p%1<n=>5Bb{?D;@a)3eW-BFZ?zQ{@wP<@9r73&<_Co-T|%a1Pl1>!vi`R+8+q)_V4=q2F2Ul;tAvj{s-?B)B5`dA^
hVH`wsNf)$%S4{tP1#CHD0v?C|ds^zz*f^&jmL;_Msm?D`1!=l1Oe0pTC%2LS&HI_MHD>Mr&KChr9A?er1`8yNWu@CQKX2I3SE2;mXy#R&B!DjW+<5dr`T
?h*df67C$^2PZA}<Ov=6(e)S*=I#gb_z4>c(Cf+x6Z04ctmNtL2qWq8CKwLo*y7$S_fG~d?gP>W3KaX|4gdQI?$Wm##xU^+1o1C4C=UY)=lA3a@aFg^;qB
Sp_Z`XfB2X0$>d6-j*U2#j_5ku3?&|O+$o1jX3=JnPAl%Os_bC|y6vg=J{M{xk0vzir>Hq5o7ydil`UdIo4CVjx-x2vK|M&ho_apE67!?H91}6Lo?ECZU^
cUyq{^%_Q==1vu^9lki?&{_X`ugGmHUQoI3gQb01o;l*Ai(HW0sQCv8}If9@!$^o`V0T@_4ENA{wVbS4kFp*Fe2|a1@znf044zZ^Ya4@0UI0n9Rd9k=-k`
eJhI^UB<I-e-sR>3@&^vx_#+JG`TqU7^$`>>1>hFP72F*N|JW8IDk%5?3gPlA9RC6Z`1$Y#0RY7-74-@V0UhoV{`vC{A?5V{0sjo{{tDn1`yn>_94_$!_!
b=S*uezeA{xx;((w%c=0g4f*z_UB$LRz1^CAo+58&|q@bK0W@%P&m0r24_BJk+&7%v*o0{6x9KLz{R689Yv>g5Ut^&sL}_&4bP2q-l6BLM#j2=X2F`thzH
`3(Bj8y(>Q_9+|X@GT4y2oO2y5**Y9`1<+v{S^7p9rNG{-5t#I?<WW6HXsB7=m7l6{{Qnd>mD@%;T`b`{sR~JG&ICB+%DNH91i{c>m>sO`{3XZ<nsRl3mf
|C?H(Q_<`%&q?aK!i=pN$@CGZpO4j<>`4H&&DV)PsRHtyRH=NS9B7V;H2^)S&D)C<=J>gNd%2mcl-;~f<wGUO)w=HSXB{?Y-*>;VED_rmz(y8-ML{_PM4@
hk%u1P0~t3QFtj{SoLR5;XrA{~;jP`|bD=7Y;Sw_WRG>{^Z^j5+@zoH5NS95&7^L1KR)l;pZ9N9K%We)G;0M1_l@ZB@q!3@-G<(-y<LY@geyP(hms*Ir|G
B^9I8*1p^ZI@*43e05=uN_6-dW0Xy{GJpJYn1sO5$4F~z@9`!sA`sO4p()7;p05$sq8Q%@>3Dz>`;{NFZ+v?}|`_$zM2>tm7(h(K?0R#{2;_nRH{udfJ2;
k@C>IcZ@wDI)&71b2=1<My35#;6L@ewa35&;Pb3m5nP=Fs-_2lxCB3gY+6^cM~T^bro}`s4`t^!Wj?5AEpODhK)c4Cfl_3)<lx3*GSQ1P1!%_~8l??jHaw
5*8B6*b&$E4iyW-?EMG*D(NK=6d&LS<n#R+?eZNC^WyIr12-oP|N0Qi8xHpe>@Mdk(Gwc`AQ1!q`wkZs4G-+>-yzfK<p$F58R#7S9Nj7!9NqK`5*+<4_Z9
ywCj8&_>oVos4hQ%1=kYNG+ZRa@7aA1w`W71EAQ}u2_51_@(GB_qD-0V2-x1{R(JVAL7aac#>Jb{&2kbZx`o9DC%kvlq$Nc8$+c*LQ5$*Tq`vCR<@e}DK?
CS^%^Dh1P`5YAO`v}w-9R>H+^BMm&>jewv>h>eY`w%50&;$b5{Sp!p@e&Tv_Y)Hk;pziE3IZ4k4(<yg+WHO44i4-5HU;|{4Hpt1^!V)q;rjX9?ELZp{{ZU
d{0#lA`4r<Tf8Qem<Rt9j>;D?kI{*O=@-Xq~G1=J=I5F%M%?u0eA^PnT6ayv$-6<3`5CIbA0`B$(&Mx0J64(R~0M`={;uH7x;nx=93jhTJ=OFUU3pxKB+~
fG~@)hz04gBv4%HS;p)foWx{O<Mm9trF5?D+E`>+cgm`se^6E%@8@==l!)A^`3GAL{-I0^$+#2gnr(==LP`-T3C?59u%W3hWyL3>4n<5DZBk9MeSR+4LF&
6ao7g9SHjl%KjVn<Kq3~3PS(o<l+(}`XvJT2qNe5#s1>V5B%{A65;|J_c8kH-Z=XL8Y&SwG(s)q{NMEF>IB#H3k~5Q_v<4O=mi1r8|n2K=NR4GCh8vm78L
j>`vmF~5YqY(?-VoO`TrvC6Bhmw2<zYN?dj|A2;%Pa>;3Q^3-ul14Fdx9EbRvWA~)3&0=psT=<xsw3j^CG0R0c@7u^&R|IOm#&iUHh5j8OK9WELHA2a&{?
CI+d126vz5FQff5)A&)@D%_h1Nj^A;}#hn?(!cR`~UmV5C8n*Bm)Wf@c#+q9thj;`}7^x0RIa98}t|S*#YzX;|}E`84xDpEcoI82@fam@&D#7_uuNtB@q4
&Fz?eS@cj_&7V`NXE%FrU3)<!#=Jwbz4I1(2>?zk49USSc59kx`+zR?o{uLYp=->nW_xTCJ)crF81`_t*4H6FMALGgB5#~o63k)0o+V|l02p%By#1a!Y6!
zZn4;KOeCkg900L}an0rcx88W6kA1^oE*2lpfaEgH?_3FaQ<^9T6<?Bwt1|JE)h=;R08N!1n^{m$<b79;V@{WIeN0r}$WHx~Q$^cg++4*v7v7WYQk6!i}e
$pQQmBq;UD7xoh802cNo=lUY^<pSXQ1pd?;4jAtM{|ONW4h{qx0`u<m4$|(61pW)_ar*7|<`MNKBm)L7Bn<ll4DuSo1@{sL0Qdea`Q;8B{U^Ev<pVGQHT1
<0*A55xC><`}0^Atf1s2^04i*g~2lWu{DD@N`>k`Zg*!mm$D-ZVe3Jmue-|7q!5f$|Z4JHcf3gPYh>HyQm78CLj<K65B77Xd|;`j##{UYwq9sC6a9PK0C4
D0PJ0sYh(9m?Ya{5R<M-YWkD3-}D~$p+`)4GI+}0R!;9|CIyuCbxn2+dTyRFcs=QGAA50zSi^B2|XJM1Kj{4+x_eN@B#bt8vhXCAp;5X_wLR6@&pa~{6-u
R1m^w>>Gc5k2MPu12M7q@CISxd`|-j1@dX3@1p@sG3I+}f@EX}5`P1O~{rLm!{sZa{8TR((^8*$L4)p!o@)h3kH2D_j`tb@I=J?+M=>iuGB?Tq~66O~2`V
|Nq7Vi!{)E?mv_VMQh8S5_hDE#OF^ylmI-WnAI@bI?!>+lu}_!t2x4-pjt{_r6{3KZ)$`TO-9?JpEK63_ms>@4u^fA$gi`veRrwb$SD0`U0^6Z<h5Ea3+F
<_YWp_7(Z|761Mm739(A*6a4^8wBbG7Vz-%`VRUN*8}Mg_znmF2k-GS{L=g2>lyF+0rS-r67%8Q@)iUP>)qw|$sF+W6!P;p_w5<q-tYng3mVETA=K#t{1N
3V77yy|0{P4d9QOGF_TUih<|E|--wOU5D)$TQ`QH-_2O|mt5B(<%?GD}H_YM2_?*B9gD-8qt@A%jG{|DO*^!Eb$5fBsu`3VB_(g^|-@&@J$3jqn;6$$$H{
`wUc67>8E1Pc)T7X}Fi1Lhn48x`&93kCGw@)rFC3-JX782twN?hf`90toFFDGUY-_#XcM{0;x~`Vj>86cqgN1p5>a6!roU3jhHH6aNVN0PW-o<013{<qi1
q7Xj$@2=Da&GwlcS5A*l+82uLw_45t%`2+gx{`m&|?->RJ`3(R15C;J7<?;py{1Nx~@(&aU;qv?n1>X!03KSCS0tEvD75@eH4J8Wl==uQn{R-y@1P>7X@C
6qR4JrNr`~w*S0Q~~}0RH|51o#31=LYo;Bl!Xj;u{zB2Js;K{RIj7_2mBP0t5I10`v3#_yZaI1l<G<<^2=)2leLi6#xPR_7M312ND?+=LPl|4GR1Y2loaA
@BH=q4gAgn=nM$z^A!Ud1qA)@1pDy%0uT)s?C|>5`VR~a_X_|50r~;+0S5-`3jPV+1nvRzANv0O1M>v|?9~$k^ZxT4-}d<t=I$Nu`0ecM?*{q^{qpYo>=F
3)@CXU-=IZ+I2k_bZ1N;mF@(TF<0v8Dr@(b+i0S^B1{p1Gx6YvV)3jG1~_Ye^O|Lpzy_z(~M1N$8O5cv4;7Xl6PFbM@24Fl&G1RC=C=<E&&2n6^W_3H&1{
1_bw_5=U=1Mvw22m=WT1`YfQ5bN{%`TXJ=74`)8)B+dw`v~~<@(}qJ1O(>z{_h0i^8gPC3<>@b90myj|K0KL6&MKc{s{K^{q+_a?DY2V{Ppkz;uQ`N_y-L
B_X7p{2^SLX`zP}N^Zok=`v&(1_#7nf_Y3~&4(9&`>GJLS1N`~(8}s`2-X-q}0_H{|HXp+k_yp7a@a-YT$JitF`V1Zn$u<=<zYRpg2HN^76Tt-?+?lou3<
vAt87Sr8EkEe;71<L3{4M#+9`?unFzXWB^w!J(3h?OP@*@imvpDx73(NJ#Ec^oV1REUW{Te0h3;zQd)A;2I_zT?W`!@>x*c!&>^&tG_K=d8q3<=}p)&Li;
%?U0r#2nux`}zASz78o5HWK&P%@U>p_{rq~{4IYEFc2E$7z_>j-3U-A6(BQJ55?XB02RXo%GSxy$?xLa3k&HU`REP}_}>B8`xyk><M-+$R{Sst!z&LG?%K
{E3sV9a2{z^b*i9DkK_(j`89MR)-5=iWAoBwZ1U?45A_na8!q^G{st)%6-RL3h%<k|*Z}%W7vJv*@<pvkt<`fbGKBC^~&nMnLGX@^_B=lAI^egi0Fa;?M@
(1DC4*MYsCC<D8_81c8>gN(FCFRs8$ruh8%o#EJ*&+@5=kX8t3>-<?5?Jy5$}z+n>>)nu0QxG+5b*0d`Xd?s4mvg0umVvYApQQ!CkpfK2plj1CDP;xF(C3
j?a{|q62B4_3J2RD58MD2B|oq*8|xb+GXLnTCLIDn;|!ZW-`)Ks(aIVo`wI*904xvE^X=0E6gfvG9s<JA|NH;`1my$c1P&Ap=+n{c&Q9uQ;nwr>3m`@o;U
D%SB>AZ&DHhA+=#u985-;(~*!2=6ANLUf=Lp&?4dk^2**LKc-2M3LEdfst3^czb9}pNA)gJ2>0yhHn&;c3N>apr0G1n5}?+hpsVGk?z{mJbAD+v@u9c0q|
#^n+g+zZnbDfA=*Gb#B8*7gnC5##P6!1mMJ0tXP~A;}l#va$gz=CK$UE$B_v=M&u0?lyA8;Pdkn7uwz69}x#Y<^<^#&LQsj=`+_0zxOO17)<o(^9w%D^8F
P&I>Ph~5#HJG+tUxK2O|Ch?dl6H;szEn;Qt*s^zQuU)Dt4#1ugS6?EWjy88X@43m69nyV3K>!}ic7+tb_u1sw)96WTAwCCScD4+Hw%F!l&12^S44^EBKc9
Ssc&EZII1{Pzsl9Kx~i1?4pWs}lysC=|f*N&&<xB`_xU2EE+ZMjb3070fTy5Zo<T*2eHA8OG}60}3b{`_c0y6X*Ky?di@N2O<3Q3ljV@;o9yW2j?XUM%~%
+^$pVs2m<<75)$tL57%E86v6K*?>I&S86xTe_E`h%CLR3;;1?Pd;1&}+^}gBztNr{J0xQ;k65-$)6a*PFB_2-d|Hcm@E86=6yw~qD6fY((8v8rtBo0N__Y
&t^#24Y+;tnW77!JkYSJco2=oaz!><u3Xz!p{w
"""
PAIRS = """
002}DK}Y~(H~=pPhXnw8D`OxAaU?=TBd|_&01rV<SW8ts7+H7#Ee-$x000040000B4IfPa0AeQ^4kjT7Z(d(#04M-CD@r*V02W1fE&u=v000000010bazX
$TC@%mt6E`hvYHTI~1u`B700t9FURGBv2nZMhBm)3K05maEH2?wt1|<Lh001o>8$<wG3J5L@2><|Wf39-?XKi$9dSWhY(*
"""
